#pragma once

#include "core/base/Value.h"
#include "core/model/ModelDef.h"

namespace syncline {

/** What became of one value when its field got another type. */
struct Converted
{
    Value value;       ///< null: it could not be converted.
    bool lost = false; ///< Something of it is gone: all of it, or a time of day.
};

/**
 * @p value (not null) of @p from as a value of @p to. Text takes anything; numbers, booleans and
 * dates take text that says exactly one; a date-time becomes its UTC day; a list of one becomes its
 * item; nothing is rounded or guessed.
 */
Converted convertValue(const FieldDef &from, const FieldDef &to, const Value &value);

} // namespace syncline
