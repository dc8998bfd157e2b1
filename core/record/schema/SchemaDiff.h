#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordTypes.h"

#include <memory>
#include <span>
#include <vector>

namespace syncline {

/** One difference between two sets of definitions. Points into them. */
struct SchemaChange
{
    SchemaStep::Kind kind = SchemaStep::Kind::CreateModel;
    const ModelDef *before = nullptr;
    const ModelDef *after = nullptr;
    const FieldDef *fieldBefore = nullptr;
    const FieldDef *fieldAfter = nullptr;
    std::vector<IndexSpec> drop{};   ///< ChangeIndex, before the columns change.
    std::vector<IndexSpec> create{}; ///< ChangeIndex, after they have changed.
};

/** What differs, in the order in which it can be carried out. Matching is by storage key. */
std::vector<SchemaChange> diffModels(std::span<const ModelDef> before,
                                     std::span<const std::shared_ptr<const ModelDef>> after);
/** Storage keys must be usable as table and column names and stand once. */
Result<void> checkStorageKeys(std::span<const std::shared_ptr<const ModelDef>> models);
/** Whether the change needs another column. */
bool changesColumn(const FieldDef &before, const FieldDef &after);

} // namespace syncline
