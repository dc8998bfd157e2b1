#include "core/base/Time.h"

#include <array>

namespace syncline::iso {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;
constexpr std::int64_t msPerMinute = 60'000;

struct Civil
{
    std::int64_t year = 0;
    unsigned month = 0;
    unsigned day = 0;
};

// Proleptic Gregorian calendar. Years begin in March here, so that the leap day
// is a year's last.
constexpr std::int64_t daysFromCivil(const Civil &date)
{
    const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t monthFromMarch = (date.month + 9) % 12;
    const std::int64_t dayOfYear = (153 * monthFromMarch + 2) / 5 + date.day - 1;
    return era * 146'097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
}

constexpr Civil civilFromDays(std::int64_t days)
{
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const std::int64_t dayOfEra = shifted - era * 146'097;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t monthFromMarch = (5 * dayOfYear + 2) / 153;
    Civil date;
    date.day = static_cast<unsigned>(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
    date.month =
        static_cast<unsigned>(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
    date.year = yearOfEra + era * 400 + (date.month <= 2 ? 1 : 0);
    return date;
}
static_assert(daysFromCivil({1970, 1, 1}) == 0 && daysFromCivil({2000, 2, 29}) == 11'016);

constexpr bool isLeap(std::int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr bool isReal(const Civil &date)
{
    constexpr std::array<unsigned, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    const bool leapDay = date.month == 2 && isLeap(date.year);
    return date.day <= lengths[date.month - 1] + (leapDay ? 1U : 0U);
}

constexpr std::int64_t firstMs = daysFromCivil({1, 1, 1}) * msPerDay;
constexpr std::int64_t lastMs = (daysFromCivil({9999, 12, 31}) + 1) * msPerDay - 1;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/** Reads a text from left to right; every function consumes what it accepts. */
class Scanner
{
public:
    explicit Scanner(std::string_view text)
        : m_rest(text)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }
    [[nodiscard]] bool atDigit() const { return !m_rest.empty() && isDigit(m_rest.front()); }

    bool takeAny(std::string_view choices)
    {
        if (m_rest.empty() || choices.find(m_rest.front()) == std::string_view::npos)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    bool take(std::string_view word)
    {
        if (!m_rest.starts_with(word))
            return false;
        m_rest.remove_prefix(word.size());
        return true;
    }

    /** Exactly @p count digits. */
    template <typename Number>
    bool number(std::size_t count, Number &out)
    {
        if (m_rest.size() < count)
            return false;
        out = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!isDigit(m_rest[i]))
                return false;
            out = out * 10 + static_cast<Number>(m_rest[i] - '0');
        }
        m_rest.remove_prefix(count);
        return true;
    }

    /** One or more letters. */
    std::string_view letters()
    {
        std::size_t length = 0;
        while (length < m_rest.size() &&
               ((m_rest[length] | 0x20) >= 'a' && (m_rest[length] | 0x20) <= 'z'))
            ++length;
        const std::string_view word = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return word;
    }

private:
    std::string_view m_rest;
};

bool scanDate(Scanner &in, Civil &date)
{
    return in.number(4, date.year) && in.take("-") && in.number(2, date.month) && in.take("-") &&
           in.number(2, date.day) && isReal(date);
}

/** The digits after the point, to the millisecond; the rest is cut. */
bool scanFraction(Scanner &in, std::int64_t &ms)
{
    if (!in.atDigit())
        return false;
    std::int64_t scale = 100;
    for (int digit = 0; in.atDigit(); scale /= 10) {
        in.number(1, digit);
        ms += digit * scale;
    }
    return true;
}

/** "hh:mm[:ss[.fff]]" as milliseconds since midnight. */
bool scanTime(Scanner &in, std::int64_t &ms)
{
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    std::int64_t fraction = 0;
    if (!in.number(2, hour) || !in.take(":") || !in.number(2, minute))
        return false;
    if (in.take(":")) {
        if (!in.number(2, second))
            return false;
        if (in.takeAny(".,") && !scanFraction(in, fraction))
            return false;
    }
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (second == 60) { // a leap second has no place on our time line
        second = 59;
        fraction = 999;
    }
    ms = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
    return true;
}

/** The zone as milliseconds to subtract; nothing means UTC. */
bool scanZone(Scanner &in, std::int64_t &offset)
{
    offset = 0;
    if (in.atEnd() || in.takeAny("Zz"))
        return true;
    const bool negative = in.peek() == '-';
    if (!in.takeAny("+-"))
        return false;
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!in.number(2, hours))
        return false;
    if (in.take(":") ? !in.number(2, minutes) : (in.atDigit() && !in.number(2, minutes)))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    offset = (hours * 60 + minutes) * msPerMinute * (negative ? -1 : 1);
    return true;
}

std::optional<DateTime> inRange(std::int64_t ms)
{
    return ms < firstMs || ms > lastMs ? std::nullopt : std::optional(DateTime{ms});
}

void appendPadded(std::string &out, std::int64_t number, std::size_t width)
{
    const std::string digits = std::to_string(number);
    out.append(digits.size() < width ? width - digits.size() : 0, '0');
    out += digits;
}

void appendDate(std::string &out, std::int64_t days)
{
    const Civil date = civilFromDays(days);
    if (date.year < 0 || date.year > 9999) { // ISO's expanded form, as JavaScript writes it
        out += date.year < 0 ? '-' : '+';
        appendPadded(out, date.year < 0 ? -date.year : date.year, 6);
    } else {
        appendPadded(out, date.year, 4);
    }
    out += '-';
    appendPadded(out, date.month, 2);
    out += '-';
    appendPadded(out, date.day, 2);
}

unsigned monthFromName(std::string_view name)
{
    constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (unsigned i = 0; i < names.size(); ++i) {
        if (names[i] == name)
            return i + 1;
    }
    return 0;
}

std::optional<DateTime> assemble(const Civil &date, std::int64_t ms)
{
    if (!isReal(date))
        return std::nullopt;
    return DateTime{daysFromCivil(date) * msPerDay + ms};
}

bool scanClock(Scanner &in, std::int64_t &ms)
{
    return scanTime(in, ms) && ms % 1000 % 999 == 0; // whole seconds (or the leap second)
}

/** asctime(): "Nov  6 08:49:37 1994", after the weekday and its space. */
std::optional<DateTime> scanAsctime(Scanner &in)
{
    Civil date;
    std::int64_t ms = 0;
    date.month = monthFromName(in.letters());
    if (!in.take(" "))
        return std::nullopt;
    const bool short1 = in.take(" ");
    if (!in.number(short1 ? 1 : 2, date.day) || !in.take(" ") || !scanClock(in, ms) ||
        !in.take(" ") || !in.number(4, date.year) || !in.atEnd())
        return std::nullopt;
    return assemble(date, ms);
}

} // namespace

std::optional<Date> parseDate(std::string_view text)
{
    Scanner in(text);
    Civil date;
    if (!scanDate(in, date) || !in.atEnd())
        return std::nullopt;
    return Date{static_cast<std::int32_t>(daysFromCivil(date))};
}

std::string format(Date date)
{
    std::string out;
    out.reserve(10);
    appendDate(out, date.days);
    return out;
}

std::optional<DateTime> parseDateTime(std::string_view text)
{
    Scanner in(text);
    Civil date;
    if (!scanDate(in, date))
        return std::nullopt;
    const std::int64_t midnight = daysFromCivil(date) * msPerDay;
    if (in.atEnd())
        return DateTime{midnight};
    std::int64_t ms = 0;
    std::int64_t offset = 0;
    if (!in.takeAny("Tt ") || !scanTime(in, ms) || !scanZone(in, offset) || !in.atEnd())
        return std::nullopt;
    return inRange(midnight + ms - offset);
}

std::string format(DateTime time)
{
    std::int64_t days = time.ms / msPerDay;
    std::int64_t ms = time.ms % msPerDay;
    if (ms < 0) {
        ms += msPerDay;
        --days;
    }
    std::string out;
    out.reserve(24);
    appendDate(out, days);
    out += 'T';
    appendPadded(out, ms / 3'600'000, 2);
    out += ':';
    appendPadded(out, ms / msPerMinute % 60, 2);
    out += ':';
    appendPadded(out, ms / 1000 % 60, 2);
    out += '.';
    appendPadded(out, ms % 1000, 3);
    out += 'Z';
    return out;
}

std::optional<DateTime> parseHttpDate(std::string_view text)
{
    Scanner in(text);
    if (in.letters().size() < 3) // the weekday says nothing that the date does not
        return std::nullopt;
    if (in.take(" "))
        return scanAsctime(in);
    Civil date;
    std::int64_t ms = 0;
    if (!in.take(", ") || !in.number(2, date.day))
        return std::nullopt;
    const bool rfc850 = in.take("-"); // "Sunday, 06-Nov-94 08:49:37 GMT"
    if (!rfc850 && !in.take(" "))
        return std::nullopt;
    date.month = monthFromName(in.letters());
    if (!in.take(rfc850 ? "-" : " ") || !in.number(rfc850 ? 2 : 4, date.year))
        return std::nullopt;
    if (rfc850)
        date.year += date.year < 70 ? 2000 : 1900;
    if (!in.take(" ") || !scanClock(in, ms) || !in.take(" GMT") || !in.atEnd())
        return std::nullopt;
    return assemble(date, ms);
}

} // namespace syncline::iso
