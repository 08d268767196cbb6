{{- define "bellwether.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{- define "bellwether.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "bellwether.labels" -}}
{{ include "bellwether.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "bellwether.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- /* Where control's replicas answer: each by its own name, so that a gateway can go from one to the next. */ -}}
{{- define "bellwether.controlAddresses" -}}
{{- $name := include "bellwether.name" . -}}
{{- range $n := until (int .Values.control.replicas) }}
- http://{{ $name }}-control-{{ $n }}.{{ $name }}-control:{{ $.Values.control.port }}
{{- end }}
{{- end }}

{{- /* What both parts have in common. */ -}}
{{- define "bellwether.pod" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "bellwether.container" -}}
image: {{ include "bellwether.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- define "bellwether.mounts" -}}
- { name: data, mountPath: /data }
- { name: tmp, mountPath: /tmp }
- { name: config, mountPath: /etc/bellwether/bellwether.config.yaml, subPath: bellwether.config.yaml, readOnly: true }
- { name: secrets, mountPath: /run/secrets/bellwether, readOnly: true }
{{- end }}

{{- define "bellwether.volumes" -}}
- name: tmp
  emptyDir: {}
- name: config
  configMap: { name: {{ include "bellwether.name" . }} }
- name: secrets
  secret: { secretName: {{ .Values.existingSecret }}, defaultMode: 0440 }
{{- end }}

{{- /* Pods of a part on different nodes, where there are such. Called with a list of the root and the part. */ -}}
{{- define "bellwether.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "bellwether.selector" (index . 0) | nindent 8 }}
        app.kubernetes.io/component: {{ index . 1 }}
{{- end }}
