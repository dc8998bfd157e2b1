#include "core/base/Time.h"
#include "core/transfer/CellReader.h"

#include <array>
#include <charconv>
#include <cstdio>

// Dates as people write them.

namespace syncline {

namespace {

constexpr std::int64_t msOfDay = 86'400'000;
constexpr std::int64_t minuteMs = 60'000;

/** Steps through a text; a part that is not there makes it fail for good. */
class Parts
{
public:
    explicit Parts(std::string_view text)
        : m_rest(text)
    {
    }

    /** A number of @p least to @p most digits. */
    int number(std::size_t least, std::size_t most)
    {
        std::size_t digits = 0;
        while (digits < m_rest.size() && m_rest[digits] >= '0' && m_rest[digits] <= '9')
            ++digits;
        int value = 0;
        if (digits < least || digits > most)
            m_failed = true;
        else
            std::from_chars(m_rest.data(), m_rest.data() + digits, value);
        m_rest.remove_prefix(digits);
        return value;
    }
    /** One of @p chars, or '\0' and no step. */
    char take(std::string_view chars)
    {
        if (m_rest.empty() || chars.find(m_rest.front()) == std::string_view::npos)
            return '\0';
        const char found = m_rest.front();
        m_rest.remove_prefix(1);
        return found;
    }
    void require(char c)
    {
        if (take(std::string_view(&c, 1)) == '\0')
            m_failed = true;
    }
    void fail() { m_failed = true; }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::string_view rest() const { return m_rest; }
    void drop(std::size_t count) { m_rest.remove_prefix(count); }

private:
    std::string_view m_rest;
    bool m_failed = false;
};

/** "23:59", "23:59:30", "11:59 PM" in milliseconds. */
std::int64_t readClock(Parts &parts)
{
    int hour = parts.number(1, 2);
    parts.require(':');
    const int minute = parts.number(2, 2);
    int second = 0;
    if (parts.take(":") != '\0')
        second = parts.number(2, 2);
    parts.take(" ");
    const std::string_view half = parts.rest();
    if (half == "AM" || half == "PM" || half == "am" || half == "pm") {
        parts.drop(2);
        if (hour < 1 || hour > 12)
            parts.fail();
        hour = hour % 12 + (half == "PM" || half == "pm" ? 12 : 0);
    }
    if (hour > 23 || minute > 59 || second > 59)
        parts.fail();
    return (hour * 60 + minute) * minuteMs + second * 1000;
}

} // namespace

std::optional<DateTime> parseLocalTime(std::string_view text, DateOrder order)
{
    if (order == DateOrder::Iso)
        return std::nullopt;
    Parts parts(text);
    int day = parts.number(1, 2);
    const char separator = parts.take("./- ");
    if (separator == '\0')
        return std::nullopt;
    int month = parts.number(1, 2);
    parts.require(separator);
    const int year = parts.number(4, 4);
    if (order == DateOrder::MonthFirst)
        std::swap(day, month);
    std::array<char, 40> iso{};
    std::snprintf(iso.data(), iso.size(), "%04d-%02d-%02d", year, month, day);
    const auto date = iso::parseDate(iso.data());
    if (parts.failed() || !date)
        return std::nullopt;
    std::int64_t clock = 0;
    if (!parts.atEnd()) {
        if (parts.take(" T") == '\0')
            parts.take(",");
        parts.take(" ");
        clock = readClock(parts);
    }
    if (parts.failed() || !parts.atEnd())
        return std::nullopt;
    return DateTime{date->days * msOfDay + clock};
}

} // namespace syncline
