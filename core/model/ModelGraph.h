#pragma once

#include "core/model/ModelDef.h"

#include <memory>
#include <string>
#include <vector>

namespace syncline {

/** One relationship, seen once although both models have a field for it. */
struct ModelEdge
{
    enum class Many : std::uint8_t { One, Several };

    std::string from; ///< The model that refers: it has the belongsTo (or is one of two sides).
    std::string fromField;          ///< Its field.
    std::string to;                 ///< The model that is referred to.
    std::string toField;            ///< Its field that shows the other side; empty: it has none.
    Many fromCount = Many::Several; ///< How many of `from` one record of `to` may have.
    Many toCount = Many::One;       ///< How many of `to` one record of `from` may have.
    bool required = false;          ///< Each record of `from` has one of `to`.
    std::string through;            ///< The join model of a hasManyThrough; else empty.
    bool operator==(const ModelEdge &) const = default;
};

using ModelList = std::vector<std::shared_ptr<const ModelDef>>;

/** All relationships between @p models; what leads to no model of them is left out. */
[[nodiscard]] std::vector<ModelEdge> modelEdges(const ModelList &models);

/** "belongsTo customer", "list of string", "number": a field's type for people. */
[[nodiscard]] std::string fieldTypeWords(const FieldDef &field);

/** The models as a graph in Graphviz' language: boxes with their fields, edges with how many. */
[[nodiscard]] std::string dotText(const ModelList &models);

} // namespace syncline
