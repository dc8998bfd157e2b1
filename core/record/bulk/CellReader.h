#pragma once

#include "core/base/Value.h"
#include "core/model/RuleChecker.h"
#include "core/record/ModelTable.h"
#include "core/record/bulk/Cell.h"

#include <simdjson.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace syncline {

/** One field that documents fill. */
struct IngestField
{
    const FieldColumn *column = nullptr;
    std::unordered_set<std::string_view> options; ///< Enum: its values.
    std::unique_ptr<const RuleChecker> rules;     ///< nullptr: none.
};

/**
 * One value of a document as a cell of its column. Both forms mean the same: what coerce(…,
 * Lenient) makes of it, as the column keeps it; a reference becomes the remote's raw id. A failure
 * appends "name says why" to @p problem.
 */
Cell readCell(const IngestField &field, simdjson::dom::element node, TextArena &arena,
              std::string &problem);
Cell readCell(const IngestField &field, const Value &value, TextArena &arena, std::string &problem);

/** Whether @p cell, as readCell() made it, keeps the field's rules; what it breaks is appended to
 * @p problem. */
void checkCell(const IngestField &field, const Cell &cell, std::string &problem);

inline bool isNull(simdjson::dom::element node)
{
    return node.is_null();
}
inline bool isNull(const Value &value)
{
    return value.isNull();
}

/** The text of a remote id: text that is not blank, or a whole number (12 and "12" are the same);
 * nullopt: none of these. */
std::optional<std::string_view> canonicalId(simdjson::dom::element node, TextArena &arena);
std::optional<std::string_view> canonicalId(const Value &value, TextArena &arena);

void addProblem(std::string &problem, std::string_view field, std::string_view message);

} // namespace syncline
