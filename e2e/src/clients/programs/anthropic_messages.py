import json
import os

import anthropic

prompts = json.loads(os.environ["PROMPTS"])
client = anthropic.Anthropic(base_url=os.environ["BASE_URL"], api_key=os.environ["KEY"])
REQUEST = {"model": "claude-opus-4-6", "max_tokens": 1000}
TOOLS = [{"name": "look", "input_schema": {"type": "object", "properties": {}}}]


def user(content):
    return {"role": "user", "content": content}


def ask(messages, **more):
    return client.messages.create(messages=messages, **REQUEST, **more)


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


def streamed(content):
    with client.messages.stream(messages=[user(content)], **REQUEST) as stream:
        return text_of(stream.get_final_message())


def tool_loop():
    messages = [user(prompts["tool"])]
    called = ask(messages, tools=TOOLS)
    call = next(block for block in called.content if block.type == "tool_use")
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "nothing"}
    return text_of(ask([*messages, {"role": "assistant", "content": called.content}, user([result])], tools=TOOLS))


def multi_turn():
    messages = [user(prompts["hi"])]
    first = ask(messages)
    return text_of(ask([*messages, {"role": "assistant", "content": first.content}, user(prompts["ho"])]))


def cancel():
    with client.messages.stream(messages=[user(prompts["slow"])], **REQUEST) as stream:
        next(iter(stream))
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
