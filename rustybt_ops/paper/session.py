"""One process's part in a session: it begins or resumes it, trades, and ends it in good order."""

from __future__ import annotations

from collections.abc import Callable

from rustybt_ops.brokers.orders import Costs, Instrument
from rustybt_ops.brokers.paper import PaperBroker
from rustybt_ops.brokers.store import Store
from rustybt_ops.errors import ServiceError
from rustybt_ops.feeds.live import LiveFeed
from rustybt_ops.journal.events import LOG_NAME, Category, Kind, Reason
from rustybt_ops.journal.writer import Journal
from rustybt_ops.paper.book import PaperBook
from rustybt_ops.paper.chronicle import Chronicle
from rustybt_ops.paper.clocks import SessionClock
from rustybt_ops.paper.ended import Ended
from rustybt_ops.paper.folder import BASE_NAME, Folder
from rustybt_ops.paper.hours import Hours
from rustybt_ops.paper.intake import Intake
from rustybt_ops.paper.measure import measure
from rustybt_ops.paper.patience import Patience
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.pulse import Pulse
from rustybt_ops.paper.schedule import Schedule
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
        self.feed = feed
        self.clock = clock
        self.work = Work()
        self.resumed = resumed
        self.failures = 0
        self.ended: float | None = None
        self._most_failures = most_failures
        self._alert = alert
        self.schedule = Schedule(plan, folder.state, clock)
        # a virtual session takes seconds: it need not outlive a loss of power
        batch, durable = (_BATCH, False) if clock.virtual else (1, True)
        self.journal = Journal(
            folder.base, folder.log, clock, plan.run_id, batch=batch, durable=durable
        )
        self.troubles = Troubles(self.journal, redactor or Redactor())
        self._chronicle = Chronicle(folder, self.journal, self.schedule)
        self._patience = Patience(clock, self.work, self.troubles, alert)
        costs = Costs(plan.commission, plan.minimum, plan.slippage)
        self.broker = PaperBroker(Store(folder.base), (), costs, plan.capital)
        self.intake = Intake(
            feed,
            folder.state,
            self.journal,
            clock,
            self.work,
            self.troubles,
            persist=self._patience.persist,
            left=self.schedule.left,
            opened=lambda symbol: self.broker.offer(Instrument(symbol, plan.lot, plan.tick)),
            priced=self.broker.see,
            watch=lambda: watch(self),
            alert=alert,
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
            jumped=self._chronicle.jumped,
            refused=self._patience.refused,
        )

    def _book(self, portfolio: object, terms: Terms) -> PaperBook:
        self.book = PaperBook(
            portfolio,  # type: ignore[arg-type]  # the engine's own
            terms,
            self.broker,
            self.folder.state,
            self.journal,
            self._patience.persist,
        )
        return self.book

    @property
    def plan(self) -> Plan:
        """What was asked for."""
        return self.schedule.plan

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
        self.work.breakable = True
        try:
            if not self.resumed:  # a resumed one is patient: the service may be down at present
                self.intake.subscribe()
        except Halt:
            raise KeyboardInterrupt from None  # nothing has begun
        self.work.breakable = False
        kind = Kind.RESTART if self.resumed else Kind.START
        self._chronicle.begin(kind, self.feed, self.hours.name, self.engine.symbols)
        self.clock.beat(self.plan.heartbeat, self.pulse)
        try:
            self.work.breakable = True
            ended = self._trade()
            self.work.breakable = False
        except Halt:
            self.work.breakable = False
            ended = self._broken_off()
        except Exception as error:
            self.work.breakable = False
            self._conclude(Ended(Reason.FAILURE), f"{type(error).__name__}: {error}")
            raise
        finally:
            self.clock.quiet()
        self._conclude(ended, "")
        return ended

    def _broken_off(self) -> Ended:
        """The session was ended in the middle of what it did."""
        if self.work.stopping:
            return Ended(Reason.SIGNAL)
        late = f"given up at the planned end, after {self.work.lag(self.clock.steady()):.0f} s"
        self.troubles.note(Category.STRATEGY, f"at work and {late}", self.clock.steady())
        return Ended(Reason.COMPLETED)

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
            self.ended = self._chronicle.end(ended.reason)
        except ServiceError as error:
            self._alert(f"the end of the session could not be recorded: {error.message}")
