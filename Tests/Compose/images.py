"""The images: from a registry where one is reachable, else from Debian's own packages."""
import os
import re
import shutil

from daemon import run, say

BASE = "settei-compose-test/debian:bookworm"
DATABASE = "settei-compose-test/postgres:15"
SOURCE = os.path.dirname(os.path.abspath(__file__))


def has(image):
    return run("docker", "image", "inspect", image, check=False).returncode == 0


def base(folder):
    """A small Debian, kept for the next time."""
    if has(BASE):
        return BASE
    root = os.path.join(folder, "debian")
    if not os.path.exists(f"{root}/etc/os-release"):
        say("base image: debootstrap (under a minute)")
        run("debootstrap", "--variant=minbase", "bookworm", root)
        shutil.rmtree(f"{root}/var/cache/apt/archives", ignore_errors=True)
    run("sh", "-c", f'tar -C "{root}" -c . | docker import - {BASE}')
    return BASE


def database(folder):
    """PostgreSQL 15 from Debian, started as the official image is."""
    if not has(DATABASE):
        base(folder)
        say("image of PostgreSQL: apt-get in a container (a minute)")
        run("docker", "build", "-q", "--build-arg", f"BASE={BASE}", "-t", DATABASE, f"{SOURCE}/postgres")
    return DATABASE


def settei(root, folder, programs, tag):
    """Settei's image from programs that are built already: deploy/Dockerfile from its runtime stage on."""
    context = os.path.join(folder, "context")
    shutil.rmtree(context, ignore_errors=True)
    os.makedirs(f"{context}/bin")
    shutil.copy2(f"{programs}/settei", f"{context}/bin/settei")
    os.makedirs(f"{context}/deploy")
    for name in ("policies", "mappings"):
        shutil.copytree(f"{root}/deploy/{name}", f"{context}/deploy/{name}")
    shutil.copy2(f"{root}/deploy/image", f"{context}/deploy/image")
    text = open(f"{root}/deploy/Dockerfile").read()
    arguments = "".join(re.findall(r"^ARG .*\n", text, re.M))
    runtime = text[re.search(r"^FROM .* AS runtime$", text, re.M).start():]
    with open(f"{context}/Dockerfile", "w") as file:
        file.write(f"{arguments}FROM scratch AS build\nCOPY bin /settei/bin\n{runtime}")
    image = f"settei-compose-test/settei:{tag}"
    say(f"image {image}, from {programs}")
    run("docker", "build", "-q", "--build-arg", f"RUNTIME_IMAGE={base(folder)}", "--label", f"tag={tag}", "-t", image, context)
    return image
