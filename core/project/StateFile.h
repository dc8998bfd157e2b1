#pragma once

#include "core/model/ModelDef.h"
#include "core/project/LoadedFiles.h"

namespace syncline {

/** The `transitions` of a record state field, whose options must have been read: [{action, from:
 * [..] or one, to}]. A transition that cannot work is left out and reported. */
void readTransitions(ObjectReader &reader, FieldDef &field);
void putTransitions(ValueObject &object, const FieldDef &field);
/** Transitions of actions that their model does not have. */
void checkTransitions(const LoadedFiles &loaded);

} // namespace syncline
