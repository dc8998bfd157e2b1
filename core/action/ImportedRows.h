#pragma once

#include "core/action/ActionServices.h"
#include "core/transfer/RowCode.h"

#include <memory>

namespace syncline {

/**
 * The code of a model for the rows of an import (lua-api.md 6, as for a sync): each row that makes
 * or changes a record runs the model's create or update action inside the transaction of its batch,
 * and success effects follow its commit. In a trial preconditions and validations run on the
 * scratch database, and the row is then written natively: code effects may reach the outside.
 *
 * Scripts run on a worker of the script host; the thread that imports waits for them. nullptr: the
 * model has no code. @p services outlives it.
 */
std::unique_ptr<RowCode> openRowCode(ActionServices &services, RowCodeRequest request);

} // namespace syncline
