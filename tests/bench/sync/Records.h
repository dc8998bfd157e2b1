#pragma once

#include <cstdint>
#include <string>

namespace syncline::bench {

/** The benchmark's data: one million records of 12 mixed fields and an id, about 400 bytes of JSON
 * each, always the same. */
inline constexpr std::int64_t defaultRecords = 1'000'000;
inline constexpr std::int64_t pageSize = 250;

/** Appends record @p index as a JSON object. */
void appendRecord(std::string &out, std::int64_t index);
/** `{"items":[…],"next":<offset or null>}` from @p offset. */
std::string page(std::int64_t offset, std::int64_t total);

} // namespace syncline::bench
