#include "core/transfer/xlsx/Workbook.h"

#include <array>
#include <cmath>
#include <cstdio>

// Days as spreadsheets count them.

namespace syncline {

namespace {

constexpr double dayMs = 86'400'000.0;
constexpr double epoch = 25'569;        ///< 1970-01-01 from 1899-12-30.
constexpr double epoch1904 = 24'107;    ///< 1970-01-01 from 1904-01-01.
constexpr double firstSound = 61;       ///< 1900-03-01: before it a day that never was is counted.
constexpr double afterLast = 2'958'466; ///< 10000-01-01.

} // namespace

std::optional<Value> fromSerial(double serial, NumberKind kind, bool from1904)
{
    if (!(serial >= 0) || serial >= afterLast)
        return std::nullopt;
    if (kind == NumberKind::Time && serial < 1) {
        const auto seconds = static_cast<int>(std::lround(serial * 86'400)) % 86'400;
        std::array<char, 16> text{};
        std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
                      seconds % 60);
        return Value(text.data());
    }
    double days = serial - (from1904 ? epoch1904 : epoch);
    if (!from1904 && serial < firstSound - 1)
        days += 1; // until 1900-02-28 the count runs from 1899-12-31
    const auto ms = static_cast<std::int64_t>(std::llround(days * dayMs));
    constexpr std::int64_t wholeDay = 86'400'000;
    if (kind == NumberKind::Date && ms % wholeDay == 0)
        return Value(Date{static_cast<std::int32_t>(ms / wholeDay)});
    return Value(DateTime{ms});
}

std::optional<double> toSerial(DateTime time)
{
    const double serial = static_cast<double>(time.ms) / dayMs + epoch;
    if (serial < firstSound || serial >= afterLast)
        return std::nullopt;
    return serial;
}

} // namespace syncline
