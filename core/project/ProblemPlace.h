#pragma once

#include "core/project/Problem.h"

#include <string>

namespace syncline {

/** "models/order/model.json:3"; the file alone where the whole file is meant. */
inline std::string placeOf(const Problem &problem)
{
    return problem.line > 0 ? problem.file + ":" + std::to_string(problem.line) : problem.file;
}

} // namespace syncline
