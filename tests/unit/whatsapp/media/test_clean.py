"""A hostile file can harm nothing but the process that opens it, and whatever comes of that is an answer."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from acolwhats.whatsapp.cleaning.__main__ import _CPU_SECONDS
from acolwhats.whatsapp.media.clean import clean
from acolwhats.whatsapp.media.fetch import MAX_BYTES
from acolwhats.whatsapp.media.problems import MediaProblem, MediaRejected
from tests.unit.whatsapp.cleaning import pictures
from tests.unit.whatsapp.cleaning.papers import pdf
from tests.unit.whatsapp.cleaning.pictures import SECRET
from tests.unit.whatsapp.cleaning.reels import film

module = sys.modules[clean.__module__]
TOO_BIG, WRONG = MediaProblem.TOO_BIG, MediaProblem.WRONG_TYPE
UNREADABLE = MediaProblem.UNREADABLE
REFUSED = {
    "nothing": (b"", WRONG),
    "gif": (b"GIF89a", WRONG),
    "svg": (b"<svg onload='alert(1)'/>", WRONG),
    "a picture behind a zip": (pictures.archive() + pictures.jpeg(), WRONG),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0", WRONG),
    "half a picture": (pictures.jpeg()[:500], UNREADABLE),
    "an empty pdf": (b"%PDF-1.7", UNREADABLE),
    "a bomb": (pictures.png_of(50_000, 50_000), TOO_BIG),
    "too much": (bytes(MAX_BYTES + 1), TOO_BIG),
}


def outcome(content: bytes):
    """What was made of a file, or what is wrong with it."""
    try:
        return asyncio.run(clean(content))
    except MediaRejected as rejected:
        return rejected.problem


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "content_type"),
        [
            (pictures.jpeg(), "image/jpeg"),
            (pictures.png(), "image/png"),
            (pictures.webp(), "image/jpeg"),
            (pdf(), "application/pdf"),
            (film(), "video/mp4"),
            (film("h263", "libopencore_amrnb", "3gp"), "video/3gpp"),
        ],
        ids=["jpeg", "png", "webp", "pdf", "mp4", "3gp"],
    )
    def test_a_file_comes_back_without_what_it_hid(self, content, content_type):
        assert SECRET in content
        made = outcome(content)
        assert made.content_type == content_type
        assert made.content and SECRET not in made.content

    @pytest.mark.parametrize(("content", "problem"), REFUSED.values(), ids=REFUSED.keys())
    def test_what_is_refused_has_its_reason(self, content, problem):
        assert outcome(content) is problem

    def test_several_event_loops_in_turn_are_served(self):
        assert [outcome(b"") for _ in range(3)] == [WRONG] * 3


def stands_in(monkeypatch, program: str) -> None:
    """Another program in the place of the cleaner."""
    monkeypatch.setattr(module, "_COMMAND", (sys.executable, "-I", "-c", textwrap.dedent(program)))


def say(header: object, content: bytes = b"") -> str:
    """A program that reads all, and answers so."""
    said = json.dumps(header).encode() + b"\n" + content
    return f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({said!r})"


class TestProcess:
    def test_it_gets_nothing_of_ours(self, monkeypatch):
        monkeypatch.setenv("ACOLWHATS_SECRET_KEY", "clave-secreta")
        monkeypatch.setenv("DATABASE_URL", "postgresql://bot:clave@db.example/a")
        private = os.open("/dev/null", os.O_RDONLY)
        os.set_inheritable(private, True)
        stands_in(
            monkeypatch,
            """
            import json, os, sys
            from acolwhats.whatsapp.cleaning.__main__ import _limit
            _limit()
            sys.stdin.buffer.read()
            fds = [int(fd) for fd in os.listdir("/proc/self/fd")]
            sys.stdout.write('{"content_type": "x/y"}\\n')
            fds = [fd for fd in fds if os.path.exists(f"/proc/self/fd/{fd}")]
            given = open("/proc/self/environ").read().split("\\0")  # not what Python adds itself
            sys.stdout.write(json.dumps([given, os.getcwd(), fds]))
            """,
        )
        environment, folder, fds = json.loads(outcome(b"x").content)
        os.close(private)
        assert sorted(filter(None, environment)) == [
            *("LANG=C.UTF-8", "OMP_NUM_THREADS=1", "PATH=/usr/bin:/bin")
        ]
        assert folder == "/"
        assert sorted(fds) == [0, 1, 2]

    def test_what_it_says_to_errors_is_not_heard(self, monkeypatch, capfd):
        stands_in(monkeypatch, "import sys; print('secreto', file=sys.stderr); sys.exit(1)")
        assert outcome(b"x") is UNREADABLE
        assert "secreto" not in capfd.readouterr().err

    def test_when_it_takes_too_long_it_is_ended(self, monkeypatch, tmp_path):
        monkeypatch.setattr(module, "SECONDS", 1.0)
        stands_in(
            monkeypatch,
            f"""
            import os, time
            open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))
            time.sleep(60)
            """,
        )
        started = time.monotonic()
        assert outcome(b"x") is UNREADABLE
        assert time.monotonic() - started < 10
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)

    def test_when_nobody_waits_any_more_it_is_ended(self, monkeypatch, tmp_path):
        stands_in(
            monkeypatch,
            f"""
            import os, time
            open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))
            time.sleep(60)
            """,
        )

        async def main() -> None:
            task = asyncio.ensure_future(clean(b"x"))
            while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(main())
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)

    @pytest.mark.parametrize(
        "program",
        [
            "import sys; sys.exit(1)",
            "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
            "import sys; sys.stdin.close()",
            "pass",
            "print('no es JSON')",
            "import sys; sys.stdout.buffer.write(bytes(100))",
            say([]),
            say(None),
            say(7),
            say("problem"),
            say({}),
            say({"problem": "otra cosa"}),
            say({"content_type": "image/png"}),
        ],
    )
    def test_whatever_becomes_of_it_the_file_is_unreadable(self, monkeypatch, program):
        stands_in(monkeypatch, program)
        assert outcome(bytes(200_000)) is UNREADABLE

    def test_nothing_is_logged_of_its_end(self, monkeypatch, caplog):
        stands_in(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
        assert outcome(bytes(1_000_000)) is UNREADABLE
        gc.collect()
        assert caplog.text == ""

    def test_a_file_that_grew_too_much_is_too_big(self, monkeypatch):
        program = f"import sys; print('{{\"content_type\": \"x/y\"}}'); sys.stdout.write('x' * {MAX_BYTES + 1})"
        stands_in(monkeypatch, program)
        assert outcome(b"x") is TOO_BIG

    def test_two_are_cleaned_at_once_and_no_more(self, monkeypatch):
        stands_in(
            monkeypatch,
            """
            import json, sys, time
            began = time.monotonic()
            time.sleep(0.4)
            sys.stdout.write('{"content_type": "x/y"}\\n' + json.dumps([began, time.monotonic()]))
            """,
        )

        async def main() -> list:
            return await asyncio.gather(*[clean(b"x") for _ in range(5)])

        times = [json.loads(made.content) for made in asyncio.run(main())]
        for began, _ in times:
            assert sum(first <= began < last for first, last in times) <= 2
        assert any(first < began < last for began, _ in times for first, last in times)


def limited(program: str, **more) -> subprocess.CompletedProcess:
    """What becomes of a program under the cleaner's limits."""
    before = "from acolwhats.whatsapp.cleaning import __main__ as cleaning\n"
    code = before + textwrap.dedent(program)
    command = [sys.executable, "-c", code]
    more = {"env": module._ENVIRONMENT, "capture_output": True, "timeout": 60, **more}
    return subprocess.run(command, **more)


class TestLimits:
    def test_it_can_write_nowhere(self, tmp_path):
        done = limited(
            """
            cleaning._limit()
            file = open("archivo", "wb", buffering=0)
            file.write(b"x")
            """,
            cwd=tmp_path,
        )
        assert done.returncode == -signal.SIGXFSZ or b"File too large" in done.stderr
        assert (tmp_path / "archivo").read_bytes() == b""

    def test_it_can_still_answer(self):
        done = limited("cleaning._limit(); print('hola')")
        assert done.stdout == b"hola\n"

    def test_its_memory_ends(self):
        done = limited("cleaning._limit(); bytearray(3 * 1024**3)")
        assert b"MemoryError" in done.stderr

    def test_its_time_ends(self):
        done = limited("cleaning._CPU_SECONDS = 1; cleaning._limit()\nwhile True: pass")
        assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)

    def test_its_time_is_less_than_the_patience_of_the_bridge(self):
        assert _CPU_SECONDS < module.SECONDS

    def test_it_leaves_no_memory_behind_when_it_dies(self):
        done = limited(
            "cleaning._limit(); import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
        )
        assert done.stdout == b"(0, 0)\n"

    @pytest.mark.parametrize(
        ("error", "problem"),
        [
            ("MemoryError", "unreadable"),
            ("RecursionError", "unreadable"),
            ("KeyboardInterrupt", "unreadable"),
            ("cleaning.Rejected('too_big')", "too_big"),
        ],
    )
    def test_whatever_goes_wrong_inside_is_an_answer(self, error, problem):
        done = limited(
            f"""
            def fails(content):
                raise {error}
            cleaning.clean = fails
            cleaning.main()
            """,
            input=b"x",
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout) == {"problem": problem}
