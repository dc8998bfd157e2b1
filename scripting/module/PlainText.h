#pragma once

#include "core/base/Value.h"
#include "core/net/Url.h"

#include <string>

namespace syncline {

/** A value as it stands in a query, a form or a CSV cell: null is empty, lists and objects are
 * JSON. */
std::string plainText(const Value &value);
/** The query of a table: nulls are left out, lists give a key several times. */
url::Query queryOf(const ValueObject &values);

} // namespace syncline
