"""One process's part in a session: it begins or resumes it, trades, and ends it in good order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rustybt_ops.brokers.orders import Costs, Instrument
from rustybt_ops.brokers.paper import PaperBroker
from rustybt_ops.brokers.store import Store
from rustybt_ops.errors import OpsError, ServiceError
from rustybt_ops.feeds.live import LiveFeed
from rustybt_ops.journal.events import LOG_NAME, Category, Kind, Reason, stamp
from rustybt_ops.journal.writer import Journal
from rustybt_ops.paper.book import PaperBook
from rustybt_ops.paper.clocks import SessionClock
from rustybt_ops.paper.folder import BASE_NAME, Folder
from rustybt_ops.paper.hours import Hours
from rustybt_ops.paper.intake import Intake
from rustybt_ops.paper.measure import measure
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.pulse import Pulse
from rustybt_ops.paper.troubles import Troubles
from rustybt_ops.paper.work import Halt, Work
from rustybt_ops.redact import Redactor
from rustybt_ops.trading.algorithm import Algorithm
from rustybt_ops.trading.engine import Engine
from rustybt_ops.trading.errors import StrategyError
from rustybt_ops.trading.execution import FillRule, Terms
from rustybt_ops.uptime.reader import Reading
from rustybt_ops.uptime.summary import Summary

_BATCH = 500  # entries that wait in memory under a virtual clock
_PATIENCE = 1.0  # seconds between two attempts to write to a disk that refuses
_ALERT = 60.0  # seconds between two alerts


@dataclass(slots=True)
class Ended:
    """How a process's part in a session ended.

    Attributes:
        reason: Why.
        error: What stopped it, if it was stopped.
    """

    reason: Reason
    error: OpsError | None = None


class PaperSession:
    """A session, from the moment at which all it needs is there.

    Args:
        folder: Where it is kept.
        plan: What was asked for.
        strategy: What decides.
        feed: Where the bars come from.
        clock: What time it is.
        resumed: Whether an earlier process has begun the session.
        redactor: Keeps secrets out of the journal.
        alert: Told what a person should know at once.
        watch: Called about once a second, and between two bars.
        most_failures: Bars in a row at which the strategy may raise.

    Raises:
        StrategyError: `initialize` fails, or declares no symbol.
        UnknownNameError: There is no such calendar.
    """

    def __init__(
        self,
        folder: Folder,
        plan: Plan,
        strategy: Algorithm,
        feed: LiveFeed,
        clock: SessionClock,
        *,
        resumed: bool = False,
        redactor: Redactor | None = None,
        alert: Callable[[str], None] = lambda _: None,
        watch: Callable[[PaperSession], None] = lambda _: None,
        most_failures: int = 5,
    ) -> None:
        self.folder = folder
        self.plan = plan
        self.feed = feed
        self.clock = clock
        self.work = Work()
        self.resumed = resumed
        self.failures = 0
        self.ended: float | None = None
        self._most_failures = most_failures
        self._alert = alert
        self._alerted = -_ALERT
        self._end = clock.steady() + (self.planned_end - clock.now()) / 1000
        # a virtual session takes seconds: it need not outlive a loss of power
        batch, durable = (_BATCH, False) if clock.virtual else (1, True)
        self.journal = Journal(
            folder.base, folder.log, clock, plan.run_id, batch=batch, durable=durable
        )
        self.troubles = Troubles(self.journal, redactor or Redactor())
        costs = Costs(plan.commission, plan.minimum, plan.slippage)
        self.broker = PaperBroker(Store(folder.base), (), costs, plan.capital)
        self.intake = Intake(
            feed,
            folder.state,
            self.journal,
            clock,
            self.work,
            self.troubles,
            persist=self._persist,
            left=self.left,
            opened=lambda symbol: self.broker.offer(Instrument(symbol, plan.lot, plan.tick)),
            priced=self.broker.see,
            watch=lambda: watch(self),
        )
        self.engine = Engine(
            strategy,
            self.intake,  # it gives out what has come: there is nothing for the engine to wait for
            capital=plan.capital,
            terms=Terms(lot=plan.lot, rule=FillRule.RANGE),
            book=self._book,
            symbols=plan.symbols,
        )
        calendar = plan.calendar or feed.calendar(self.engine.symbols[0])
        self.hours = Hours(calendar)
        self.hours.is_open(clock.now())  # looks the calendar up, which takes its time
        self.pulse = Pulse(
            self.journal,
            clock,
            feed,
            self.hours,
            self.work,
            plan.heartbeat,
            jumped=self._jumped,
            refused=self._refused,
        )

    def _book(self, portfolio: object, terms: Terms) -> PaperBook:
        self.book = PaperBook(
            portfolio,  # type: ignore[arg-type]  # the engine's own
            terms,
            self.broker,
            self.folder.state,
            self.journal,
            self._persist,
        )
        return self.book

    @property
    def planned_end(self) -> int:
        """When the session is to end: wall time, milliseconds, moved along with a jump of it."""
        moved = self.folder.state.fact("planned_end")
        return self.plan.planned_end if moved is None else int(moved)

    def set_plan(self, plan: Plan) -> None:
        """Settle when a new session starts and ends."""
        self.plan = plan
        self._end = self.clock.steady() + (self.planned_end - self.clock.now()) / 1000

    @property
    def files(self) -> tuple[str, str]:
        """The names of the log and of the database."""
        return LOG_NAME, BASE_NAME

    def measured(self) -> tuple[Summary, Reading]:
        """The uptime up to the last entry."""
        now = self.ended or self.clock.read().wall
        found = measure(self.folder.path, self.plan.run_id, now)
        assert found is not None  # noqa: S101 - the session has begun, so there are entries
        return found

    def left(self) -> float:
        """Seconds until the planned end."""
        return self._end - self.clock.steady()

    def stop(self) -> None:
        """Ask for the end of this process's part; signal handlers may call this."""
        self.work.stopping = True
        self.clock.stop()

    def run(self) -> Ended:
        """Trade until the planned end or a stop.

        Returns:
            How it ended; a strategy that raises too often ends it with the error.

        Raises:
            ServiceError: A new session cannot get its symbols, or the disk refuses its beginning.
            ConfigurationError: The feed cannot serve such symbols at all.
        """
        if not self.resumed:  # a resumed one is patient: the service may be down at present
            self.intake.subscribe()
        self._begin()
        self.clock.beat(self.plan.heartbeat, self.pulse)
        try:
            ended = self._trade()
        except Halt:
            ended = Ended(Reason.SIGNAL)
        except Exception as error:
            self._conclude(Ended(Reason.FAILURE), f"{type(error).__name__}: {error}")
            raise
        finally:
            self.clock.quiet()
        self._conclude(ended, "")
        return ended

    def _begin(self) -> None:
        fields: dict[str, object] = {
            "planned_end": stamp(self.planned_end / 1000),
            "heartbeat_seconds": self.plan.heartbeat,
            "feed_seconds": self.feed.cadence,
            "calendar": self.hours.name,
            "clock": "virtual" if self.plan.virtual else "real",
            "strategy": self.plan.strategy,
            "broker": self.plan.broker,
            "source": self.plan.source,
            "symbols": self.engine.symbols,
        }
        kind = Kind.RESTART if self.resumed else Kind.START
        with self.journal.transaction() as entries:
            self.folder.state.set_fact("plan", self.plan.encode())
            entries.append(self.journal.made(kind, fields))

    def _trade(self) -> Ended:
        while True:
            try:
                for moment in self.engine.steps():
                    self.book.decide(moment)
                    self.failures = 0
            except StrategyError as error:
                if self._raised(error):
                    return Ended(Reason.FAILURE, error)
            else:
                break
        return Ended(Reason.SIGNAL if self.work.stopping else Reason.COMPLETED)

    def _raised(self, error: StrategyError) -> bool:
        """Record that the strategy raised; whether that was once too often."""
        bar = self.intake.settle()
        self.book.forget()
        if self.book.remembers(bar):  # it raised the first time too
            self.book.decide(bar)
            return False
        self.failures += 1
        steady = self.clock.steady()
        fields = self.troubles.fields(Category.STRATEGY, error.message, steady)
        self.book.decide(bar, *([(Kind.ERROR, fields)] if fields else []))
        return self.failures >= self._most_failures

    def _conclude(self, ended: Ended, internal: str) -> None:
        """Write the last entries; `shutdown` is the last of all."""
        if internal:
            self.troubles.note(Category.INTERNAL, internal, self.clock.steady())
        self.troubles.finish()
        try:
            with self.journal.transaction() as entries:
                if ended.reason is Reason.COMPLETED:
                    self.folder.finish(ended.reason)
                last = self.journal.made(Kind.SHUTDOWN, {"reason": str(ended.reason)})
                entries.append(last)
            self.ended = round(last.time, 3)
            self.journal.catch_up()
        except ServiceError as error:
            self._alert(f"the end of the session could not be recorded: {error.message}")

    def _persist(self, work: Callable[[], None]) -> None:
        """Write until the disk takes it: nothing is traded in the meantime."""
        while True:
            try:
                work()
            except ServiceError as error:
                if self.work.stopping:
                    raise Halt from error
                self._refused(error)
                self.clock.wait(_PATIENCE)
            else:
                return

    def _refused(self, error: ServiceError) -> None:
        """The disk refuses: say so, and leave a note for when it takes entries again."""
        now = self.clock.steady()
        self.troubles.note(Category.STORAGE, error.message, now)
        if now - self._alerted >= _ALERT:
            self._alerted = now
            self._alert(f"nothing can be recorded, trading pauses: {error.message}")

    def _jumped(self, seconds: float) -> None:
        """The wall clock was set: the planned end moves along."""
        moved = self.planned_end + round(seconds * 1000)
        with self.journal.transaction(durable=False) as entries:
            self.folder.state.set_fact("planned_end", str(moved))
            fields: dict[str, object] = {"seconds": seconds, "planned_end": stamp(moved / 1000)}
            entries.append(self.journal.made(Kind.CLOCK_JUMP, fields))
