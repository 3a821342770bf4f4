#!/usr/bin/env python3
"""Asks Google's cel-cpp what the generated expressions give, and writes its answers to answers.jsonl.

    python3 answers.py --venv .venv            makes the environment with cel-expr-python first, and answers in it
    python3 answers.py --count 20000 --seed 2 --output /tmp/more.jsonl

One line for each expression: the expression, the setting's position in settings.json, and the answer, either a tagged value as in the
specification's own cases or {"error": …} with where it was found. Only this script needs the package; the test reads what it wrote.
"""
import argparse, base64, datetime, json, math, os, pathlib, re, subprocess, sys

here = pathlib.Path(__file__).resolve().parent
PACKAGE = "cel-expr-python==0.1.3"


def in_environment(folder):
    """Runs this script again with the Python of a virtual environment, made when it is not there."""
    python = pathlib.Path(folder) / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    rest = [a for i, a in enumerate(sys.argv[1:]) if a != "--venv" and sys.argv[i] != "--venv"]
    os.execv(python, [str(python), __file__, *rest])


def number(value):
    if math.isnan(value):
        return "NaN"
    return ("Infinity" if value > 0 else "-Infinity") if math.isinf(value) else repr(value)


def without_zeros(time):
    """A time or a span without zeros at the end of its fraction."""
    return re.sub(r"\.(\d*?)0+(?=[sZ])", lambda found: "." + found[1] if found[1] else "", time)


def year_padded(time):
    return time.rjust(len(time) + 4 - time.index("-", 1), "0")


def tagged(value, cel):
    """A value of cel-cpp as the specification's cases write it; None where Python cannot tell it from another."""
    kind, plain = value.type(), value.value()
    name = kind.name()
    if name.startswith("list") or name.startswith("LIST"):
        items = [tagged(item, cel) for item in plain]
        return None if None in items else {"t": "list", "v": items}
    if kind == cel.Type.NULL: return {"t": "null"}
    if kind == cel.Type.BOOL: return {"t": "bool", "v": plain}
    if kind == cel.Type.INT: return {"t": "int", "v": str(plain)}
    if kind == cel.Type.UINT: return {"t": "uint", "v": str(plain)}
    if kind == cel.Type.DOUBLE: return {"t": "double", "v": number(plain)}
    if kind == cel.Type.STRING: return {"t": "string", "v": plain}
    if kind == cel.Type.BYTES: return {"t": "bytes", "b64": base64.b64encode(bytes(plain)).decode()}
    if kind == cel.Type.TYPE: return {"t": "type", "v": str(value).split("<")[0]}
    # Python's own times stop at microseconds; cel-cpp's text has all digits, but too few for the year.
    if kind == cel.Type.TIMESTAMP: return {"t": "timestamp", "v": year_padded(without_zeros(str(value)))}
    return None


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--venv", help="a folder for the environment with " + PACKAGE)
    arguments.add_argument("--count", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--output", default=str(here / "answers.jsonl"))
    given = arguments.parse_args()
    if given.venv: in_environment(given.venv)
    from cel_expr_python import cel
    from cel_expr_python.ext import ext_bindings, ext_encoders, ext_math, ext_optional, ext_strings
    from expressions import expressions
    settings = json.loads((here / "settings.json").read_text())
    extensions = [ext_strings.ExtStrings(), ext_math.ExtMath(), ext_optional.ExtOptional(), ext_bindings.ExtBindings(),
                  ext_encoders.ExtEncoders()]
    environment = cel.NewEnv(variables={"config": cel.Type.DYN}, extensions=extensions)
    activations = [environment.Activation({"config": setting}) for setting in settings]
    kinds = {}
    with open(given.output, "w") as file:
        for position, text in enumerate(expressions(given.seed, given.count)):
            # The first setting is the one the expressions are made for; the others are what else comes.
            setting = [0, 0, 0, 1, 0, 2][position % 6]
            try:
                value = environment.compile(text).eval(activations[setting])
                answer = {"error": "evaluation"} if value.type() == cel.Type.ERROR else tagged(value, cel)
                if value.type() == cel.Type.DURATION:
                    # As CEL writes it, in seconds; the package's own text is Go's, in hours and minutes.
                    seconds = environment.compile(f"string({text})").eval(activations[setting])
                    answer = {"t": "duration", "v": without_zeros(seconds.value())}
            except RuntimeError:
                answer = {"error": "check"}
            if answer is None: continue
            kind = answer.get("t", "error")
            kinds[kind] = kinds.get(kind, 0) + 1
            file.write(json.dumps({"expression": text, "setting": setting, "answer": answer}, ensure_ascii=False) + "\n")
    print(kinds, flush=True)
    # Python would die at the end of a long run: the package gives back None more often than it takes it.
    os._exit(0)


if __name__ == "__main__":
    main()
