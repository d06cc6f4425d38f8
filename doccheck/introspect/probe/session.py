"""One run of the probe: read the request, load the program, answer, leave at once."""

import json
import os
import sys
import warnings

from . import arbiter, describe, framework, limits, locate
from .channel import Channel
from .watch import PROJECT, Watch


def main(request_fd, reply_fd):
    """Serve the one request and end the process, whatever the program left behind."""
    leave = os._exit
    channel = Channel(reply_fd)
    os.set_inheritable(reply_fd, False)
    with os.fdopen(request_fd, encoding="utf-8") as stream:
        request = json.load(stream)
    try:
        _serve(request, channel)
    except framework.ProbeError as error:
        channel.send("error", error=error.kind, message=error.message)
    except BaseException as error:  # SystemExit, KeyboardInterrupt, recursion: all are answers
        channel.send("error", error="failed", message=locate.describe(error))
    leave(0)


def _serve(request, channel):
    limits.apply(request["limits"])
    channel.send("stage", stage="import")
    sys.argv = [request["program"]]
    sys.path[:0] = [entry for entry in request["sys_path"] if entry not in sys.path]
    sys.path += [entry for entry in request["site"] if entry not in sys.path]
    warnings.simplefilter("ignore")
    app = request["app"] or locate.console_script(request["program"])
    watch = Watch(request["root"], app.partition(":")[0].partition(".")[0])
    watch.install()
    window = watch.open()
    with window:
        application = locate.find(app, request["program"])
    watch.forget_own_folders()
    judge = arbiter.Arbiter(application, request["program"], watch, request["seconds"])
    if request["describe"]:
        channel.send("stage", stage="describe")
        judge.lookups.update(_describe(request, channel, application, watch, PROJECT in window.seen))
    channel.send("stage", stage="arbitrate")
    _arbitrate(request, channel, judge)
    channel.send("end")


def _describe(request, channel, application, watch, from_project):
    describer = describe.Describer(
        application, request["program"], request["root"], watch, from_project
    )
    root = describer.root()
    tree = {
        "program": request["program"],
        "app": application.app,
        "version": locate.version_of(application.app, request["program"]),
        "framework": describe.framework_of(application.command),
        "python": "%d.%d" % sys.version_info[:2],
        "root": root,
        "paths": sorted(describer.paths - {""}),
    }
    channel.send("tree", tree=tree)
    return describer.lookups


def _arbitrate(request, channel, judge):
    for index, query in enumerate(request["queries"]):
        channel.send("verdict", index=index, **judge.judge(query["argv"], query["lenient"]))
