#pragma once

#include "app/demo/DemoData.h"
#include "core/base/Result.h"
#include "core/base/Value.h"

namespace syncline {

/** Sets on @p product what @p fields say; unknown keys are ignored. Nothing is set when
 * Error::fields says that something does not fit. */
Result<void> editProduct(DemoProduct &product, const ValueObject &fields);

} // namespace syncline
