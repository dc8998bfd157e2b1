#include "core/net/HttpDate.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace syncline {

std::string formatHttpDate(DateTime time)
{
    using namespace std::chrono;
    static constexpr std::array<const char *, 7> days{"Sun", "Mon", "Tue", "Wed",
                                                      "Thu", "Fri", "Sat"};
    static constexpr std::array<const char *, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_time<milliseconds> instant{milliseconds(time.ms)};
    const sys_days day = floor<std::chrono::days>(instant);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(instant - day));
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                  days.at(weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
                  months.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                  static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

std::string httpDateNow()
{
    using namespace std::chrono;
    return formatHttpDate(
        DateTime{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()});
}

} // namespace syncline
