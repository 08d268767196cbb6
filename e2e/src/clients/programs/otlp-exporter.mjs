// Exports spans as a traced product does. usage: otlp-exporter.mjs proto|http URL KEY SESSION
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

const [, , form, url, key, session] = process.argv;
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${form}`);
const exporter = new OTLPTraceExporter({
  url: `${url}/v1/traces`,
  headers: { authorization: `Bearer ${key}` },
  compression: CompressionAlgorithm.GZIP,
});
const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ "service.name": "shop", "service.version": "4.2.0" }),
  spanProcessors: [new BatchSpanProcessor(exporter)],
});
const tracer = provider.getTracer("shop");
for (const [turn, said] of ["Fix the port.", "No, the other file."].entries()) {
  const span = tracer.startSpan("chat claude-opus-4-6", {
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.conversation.id": session,
      "gen_ai.request.model": "claude-opus-4-6",
      "gen_ai.response.model": "claude-opus-4-6",
      "gen_ai.response.id": `${session}-${turn}`,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 1000 + turn,
      "gen_ai.usage.output_tokens": 20,
      "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: said }] }]),
      "gen_ai.output.messages": JSON.stringify([
        {
          role: "assistant",
          parts: [
            { type: "text", content: "I look at the swordfish." },
            { type: "tool_call", id: "1", name: "Edit", arguments: { file_path: "/app.ts" } },
          ],
        },
      ]),
    },
  });
  tracer.startSpan("execute_tool Edit", { attributes: { "gen_ai.operation.name": "execute_tool" } }).end();
  span.end();
}
await provider.forceFlush();
await provider.shutdown();
