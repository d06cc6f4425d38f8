"""Staying behind, and waiting for the next block."""
# the attacks' own lines

from __future__ import annotations

from benchmarks.attacks.attack import Attack, python, stray

ATTACKS = (
    # Staying behind
    Attack("nohup", "leftovers", stray("nohup") + "&"),
    Attack("setsid", "leftovers", stray("setsid") + ">/dev/null 2>&1 &"),
    Attack(
        "a double fork",
        "leftovers",
        f"( ( {stray('setsid')} </dev/null >/dev/null 2>&1 & ) & ) ; sleep 0.1",
    ),
    Attack("a child that holds the output", "leftovers", stray("") + "&"),
    Attack(
        "a child that multiplies while it is ended",
        "leftovers",
        python(
            "os.setsid()\n"
            "for _ in range(4):\n"
            "    if os.fork() == 0:\n"
            "        t = time.time()\n"
            "        while time.time() < t + 60:\n"
            "            if os.fork(): os._exit(0)\n"
        ),
    ),
    Attack(
        "poison the next block's search path",
        "leftovers",
        "printf '#!/bin/sh\\necho ESCAPED\\n' | tee ls ~/ls $TMPDIR/ls > /dev/null; chmod +x ls; "
        "export PATH=.:$PATH; echo 'echo ESCAPED' | tee ~/.bashrc ~/.profile > ~/.bash_profile",
        follow="ls ~ . $TMPDIR; . ~/.bashrc",
    ),
    Attack(
        "preload a library into the next block",
        "leftovers",
        "export LD_PRELOAD=$PWD/x.so BASH_ENV=$PWD/x PYTHONSTARTUP=x; echo 'echo ESCAPED' > x",
        follow='[ -n "$LD_PRELOAD$BASH_ENV" ] && echo ESCAPED; bash -c true; ls -A',
    ),
    Attack(
        "leave files for the next block",
        "leftovers",
        "for d in . ~ $TMPDIR /tmp /dev/shm; do echo ESCAPED > $d/left; done",
        follow="cat left ~/left $TMPDIR/left /tmp/left /dev/shm/left",
    ),
    Attack(
        "close the working folders",
        "leftovers",
        "echo ESCAPED > left; chmod 000 $TMPDIR ~ . ..",
        follow="touch a ~/a $TMPDIR/a || echo ESCAPED; cat left",
    ),
    Attack(
        "move the working folders",
        "leftovers",
        "echo ESCAPED > left; echo ESCAPED > ../left; mv ../work ../moved; "
        'here=$(dirname "$PWD"); mv "$here" "$here.moved"',
        follow="touch a ~/a $TMPDIR/a || echo ESCAPED; cat left ../left ../moved/left; ls ..",
    ),
    Attack(
        "replace the working folders",
        "leftovers",
        "cd ..; rm -rf work home tmp; ln -s {home} work; ln -s {home} home; touch tmp",
        follow="echo x > .bashrc; echo x > ~/.bashrc; ls ~/.ssh && echo ESCAPED",
    ),
)
