#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** A record that a text leads to. */
struct RecordMatch
{
    std::shared_ptr<const ModelDef> model;
    RecordId record{};
    std::string title; ///< Of its display field; empty: it has none.
    std::string field; ///< Where the text stands: "id", "remoteId", a field.
    std::string text;  ///< What stands there.
};

/**
 * Records whose id, remote id, unique value, e-mail or title is @p text, and then those of which
 * one of these begins with it; each record once, at most @p atMost. Looks only where an index
 * answers, or a table is small.
 */
Result<std::vector<RecordMatch>> findByText(Database &database,
                                            std::span<const std::shared_ptr<const ModelDef>> models,
                                            std::string_view text, std::size_t atMost);

} // namespace syncline
