#pragma once

#include "core/record/FieldVault.h"
#include "core/record/RecordInput.h"

namespace syncline {

// The fields whose stored value is not what was given: files, encrypted strings, passwords.

/** @p value of a file field (or list), as coerce() made it, with its contents stored.
 * GGT_INVALID_RECORD with the end of a sentence, or the store's error. */
Result<Value> keepFiles(FieldVault *vault, const FieldDef &field, Value value);

/**
 * Seals and hashes what is to be written to record @p id, once all checks are done. What stays as
 * it is, is taken out of @p input; what cannot be, is among its errors. @p existing: the record as
 * it is, or nullptr.
 */
Result<void> sealSecrets(FieldVault *vault, const ModelTable &table, RecordId id,
                         const RecordRow *existing, RecordInput &input);

/** The plain text of @p sealed, as reading record @p id gave it. */
Result<std::string> openSealed(FieldVault *vault, std::string_view modelKey,
                               std::string_view fieldKey, RecordId id, std::string_view sealed);

/** What the history keeps of a value: toRaw(), of a password only that there is one. */
Value historyValue(ColumnKind kind, const Value &value);

} // namespace syncline
