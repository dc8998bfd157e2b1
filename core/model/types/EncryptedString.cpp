#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

constexpr std::size_t maxSecretBytes = std::size_t{1024} * 1024;

/** Plain text, or what reading gives out (sealed:…), which only its own record takes back. Whoever
 * writes it seals it: see core/record/FieldVault.h. */
Result<Value> coerceEncrypted(const FieldDef & /*field*/, const Value &value, Coercion /*mode*/)
{
    // What is given must not come back in a message, so none is shown.
    if (!value.isString())
        return Error(errc::invalidRecord, "must be a text");
    if (!text(value, "a text"))
        return Error(errc::invalidRecord, "must be UTF-8 text");
    if (value.asString().size() > maxSecretBytes)
        return Error(errc::invalidRecord, "can have at most %1 bytes",
                     {std::to_string(maxSecretBytes)});
    return value;
}

Result<Value> refuseSecretOperand(const FieldDef & /*field*/, const Value & /*value*/)
{
    return Error(errc::invalidRecord, "is encrypted, so nothing can be compared with it");
}

} // namespace

constinit const FieldTypeInfo encryptedString{.type = FieldType::EncryptedString,
                                              .name = "encryptedString",
                                              .filterOps = {},
                                              .sortable = false,
                                              .coerce = coerceEncrypted,
                                              .operand = refuseSecretOperand};

} // namespace syncline::fieldtypes
