#pragma once

#include "core/base/Error.h"
#include "core/base/Ids.h"
#include "core/base/Value.h"
#include "core/record/RecordTypes.h"

#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** One call of an action. */
struct ActionCall
{
    std::string action; ///< "product.update" or a global action.
    std::string id;     ///< Model actions but create.
    ValueObject params; ///< Fields under the model's name, or flat; custom params
                        ///< beside them.
    ValueObject trigger{{"type", "ui"}};
};

struct ActionOutcome
{
    bool success = false;
    std::vector<Error> errors;
    std::optional<RecordRow> record;
    Value result;
    RunId run = noRun;
};

} // namespace syncline
