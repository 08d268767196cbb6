import json
import os

import openai

prompts = json.loads(os.environ["PROMPTS"])
client = openai.OpenAI(base_url=os.environ["BASE_URL"], api_key=os.environ["KEY"])
MODEL = "gpt-5.5"
TOOLS = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}]


def user(content):
    return {"role": "user", "content": content}


def ask(messages, **more):
    return client.chat.completions.create(model=MODEL, messages=messages, **more).choices[0].message


def streamed(content):
    text = ""
    for chunk in client.chat.completions.create(model=MODEL, messages=[user(content)], stream=True):
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
    return text


def tool_loop():
    messages = [user(prompts["tool"])]
    called = ask(messages, tools=TOOLS)
    result = {"role": "tool", "tool_call_id": called.tool_calls[0].id, "content": "nothing"}
    return ask([*messages, called, result], tools=TOOLS).content


def multi_turn():
    messages = [user(prompts["hi"])]
    first = ask(messages)
    return ask([*messages, first, user(prompts["ho"])]).content


def cancel():
    stream = client.chat.completions.create(model=MODEL, messages=[user(prompts["slow"])], stream=True)
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
    "one-shot": lambda: ask([user(prompts["hi"])]).content,
    "streamed": lambda: streamed(prompts["hi"]),
    "tool-loop": tool_loop,
    "multi-turn": multi_turn,
    "cancel": cancel,
    "busy": lambda: ask([user(prompts["busy"])]).content,
    "cut": cut,
}

result = CASES[os.environ["CASE"]]()
print(json.dumps({"text": result} if isinstance(result, str) else result))
