#pragma once

#include "ui/schema/SchemaState.h"

#include <QString>

#include <vector>

namespace syncline::ui {

/** Why a model cannot become as it is edited, at the place where it is mended. */
struct SchemaProblem
{
    enum class Part : unsigned char {
        Name,
        Options,
        Transitions,
        Relation,
        Expression,
        Default,
        Rules,
        Plural,
        Indexes
    };
    FieldPath path; ///< Empty: the model itself.
    Part part = Part::Name;
    QString text;
    bool operator==(const SchemaProblem &) const = default;
};

/** Everything that would keep @p state from being saved. @p baseName: the model's name at present;
 * empty for a new one. */
[[nodiscard]] std::vector<SchemaProblem>
findProblems(const SchemaState &state, const ProjectDef &project, const std::string &baseName);

} // namespace syncline::ui
