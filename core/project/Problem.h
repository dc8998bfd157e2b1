#pragma once

#include <cstdint>
#include <string>

namespace syncline {

/** Something wrong in the project's files. Shown in the Problems panel and by `syncline check`. */
struct Problem
{
    enum class Severity : std::uint8_t { Error, Warning };
    Severity severity = Severity::Error;
    std::string code;    ///< Stable ("unknown_field_type").
    std::string message; ///< One sentence.
    std::string file;    ///< Relative to the project folder, '/' separated.
    int line = 0;        ///< 1-based; 0: the whole file.
    int column = 0;
    bool leftOut =
        false; ///< What it is about is missing in the loaded project; saving would lose it.
    bool operator==(const Problem &) const = default;
};

} // namespace syncline
