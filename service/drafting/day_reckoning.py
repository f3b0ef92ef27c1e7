"""From a day to another: weeks, months and working days on."""

from calendar import monthrange
from datetime import date, timedelta

WEEK = 7
FRIDAY = 4


def next_weekday(today: date, weekday: int, *, of_next_week: bool) -> date:
    """The next such day after today; of next week, where the next one is still in this."""
    ahead = (weekday - today.weekday()) % WEEK or WEEK
    this_week = ahead < WEEK and today.weekday() + ahead < WEEK
    return today + timedelta(days=ahead + WEEK if of_next_week and this_week else ahead)


def week_end(today: date, *, of_next_week: bool) -> date:
    """The Friday of a week; at a weekend this week's is the one to come."""
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % WEEK)
    wraps = today.weekday() + (friday - today).days >= WEEK
    return friday + timedelta(days=WEEK) if of_next_week and not wraps else friday


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_on(day: date, count: int) -> date:
    year, month = divmod(day.month - 1 + count, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def working_days_on(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() <= FRIDAY
    return day


def day_in_month(today: date, month: int, day: int, year: int | None) -> date | None:
    """A day of a month; without a year the next one to come. None for one that there is not."""
    try:
        if year:
            return date(year, month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def day_of_month(today: date, day: int) -> date | None:
    """The next day of that number: the 31st may have to wait for a month that has one."""
    for ahead in range(12):
        first = months_on(today.replace(day=1), ahead)
        if 1 <= day <= month_end(first).day and first.replace(day=day) >= today:
            return first.replace(day=day)
    return None
