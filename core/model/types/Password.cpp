#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

constexpr std::size_t maxPasswordBytes = 1024;

/** A new password in plain text, or `true`, which is all that reading gives out: it stays as it is.
 * Whoever writes it hashes it: see core/record/FieldVault.h. */
Result<Value> coercePassword(const FieldDef & /*field*/, const Value &value, Coercion /*mode*/)
{
    if (value.isBool() && value.asBool())
        return value;
    // What is given must not come back in a message, so none is shown.
    if (!value.isString() || value.asString().empty() || !text(value, "a text"))
        return Error(errc::invalidRecord, "must be a text that is not empty");
    if (value.asString().size() > maxPasswordBytes)
        return Error(errc::invalidRecord, "can have at most %1 bytes",
                     {std::to_string(maxPasswordBytes)});
    return value;
}

Result<Value> refusePasswordOperand(const FieldDef & /*field*/, const Value & /*value*/)
{
    return Error(errc::invalidRecord, "is a password, so nothing can be compared with it");
}

} // namespace

constinit const FieldTypeInfo password{.type = FieldType::Password,
                                       .name = "password",
                                       .filterOps = {},
                                       .sortable = false,
                                       .coerce = coercePassword,
                                       .operand = refusePasswordOperand};

} // namespace syncline::fieldtypes
