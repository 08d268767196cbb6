import json
import os

import boto3

prompts = json.loads(os.environ["PROMPTS"])
client = boto3.client(
    "bedrock-runtime",
    endpoint_url=os.environ["BASE_URL"],
    region_name="us-east-1",
    aws_access_key_id="AKIAOFTHECALLER",
    aws_secret_access_key="secret-of-the-caller",
)


def add_key(request, **_):
    request.headers.add_header("bellwether-key", os.environ["KEY"])


client.meta.events.register("before-sign.bedrock-runtime.*", add_key)
MODEL = "us.anthropic.claude-opus-4-6-v1:0"
TOOLS = {"tools": [{"toolSpec": {"name": "look", "inputSchema": {"json": {"type": "object"}}}}]}


def user(content):
    return {"role": "user", "content": content if isinstance(content, list) else [{"text": content}]}


def ask(messages, **more):
    return client.converse(modelId=MODEL, messages=messages, **more)["output"]["message"]


def text_of(message):
    return "".join(block.get("text", "") for block in message["content"])


def streamed(content):
    stream = client.converse_stream(modelId=MODEL, messages=[user(content)])["stream"]
    deltas = (event["contentBlockDelta"]["delta"] for event in stream if "contentBlockDelta" in event)
    return "".join(delta.get("text", "") for delta in deltas)


def tool_loop():
    messages = [user(prompts["tool"])]
    called = ask(messages, toolConfig=TOOLS)
    call = next(block["toolUse"] for block in called["content"] if "toolUse" in block)
    result = {"toolResult": {"toolUseId": call["toolUseId"], "content": [{"text": "nothing"}]}}
    return text_of(ask([*messages, called, user([result])], toolConfig=TOOLS))


def multi_turn():
    messages = [user(prompts["hi"])]
    return text_of(ask([*messages, ask(messages), user(prompts["ho"])]))


def cancel():
    stream = client.converse_stream(modelId=MODEL, messages=[user(prompts["slow"])])["stream"]
    next(iter(stream))
    stream.close()
    return "gone"


def cut():
    first = failed = None
    try:
        first = streamed(prompts["cut"])
    except Exception as error:
        failed = type(error).__name__
    return {"first": first, "failed": failed, "text": streamed(prompts["cut"])}


CASES = {
    "one-shot": lambda: text_of(ask([user(prompts["hi"])])),
    "streamed": lambda: streamed(prompts["hi"]),
    "tool-loop": tool_loop,
    "multi-turn": multi_turn,
    "cancel": cancel,
    "busy": lambda: text_of(ask([user(prompts["busy"])])),
    "cut": cut,
}

result = CASES[os.environ["CASE"]]()
print(json.dumps({"text": result} if isinstance(result, str) else result))
