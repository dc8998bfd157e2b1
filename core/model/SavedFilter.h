#pragma once

#include "core/base/Value.h"

#include <string>

namespace syncline {

/** A filter that the project keeps for a model, by name. */
struct SavedFilter
{
    std::string name;
    Value filter; ///< As parseFilter() reads it; null: everything.
    Value sort;   ///< As parseSort() reads it; null: none.
    std::string search;
    ValueObject extra{}; ///< Keys of the file that this version does not know.
    bool operator==(const SavedFilter &other) const
    {
        return name == other.name && filter == other.filter && sort == other.sort &&
               search == other.search && Value(extra) == Value(other.extra);
    }
};

} // namespace syncline
