#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace syncline {

/** A record's own id within its model: positive, never reused. Shown as a decimal string. */
enum class RecordId : std::int64_t {};

/** A run's id: positive, ascending in the order of starting. Shown as a decimal string. */
enum class RunId : std::int64_t {};
inline constexpr RunId noRun{0};

inline std::int64_t raw(RecordId id)
{
    return static_cast<std::int64_t>(id);
}
inline std::int64_t raw(RunId id)
{
    return static_cast<std::int64_t>(id);
}
inline std::string toText(RecordId id)
{
    return std::to_string(raw(id));
}
inline std::string toText(RunId id)
{
    return std::to_string(raw(id));
}
/** Parses a decimal id; 0 when @p text is no positive decimal number ("007" is none). */
std::int64_t idFromText(std::string_view text);

} // namespace syncline
