#include "core/base/TextSafe.h"
#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

constexpr std::size_t maxName = 255;
constexpr std::size_t hashDigits = 64;

bool isHash(std::string_view hash)
{
    return hash.size() == hashDigits &&
           hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool isFileName(std::string_view name)
{
    return !name.empty() && name.size() <= maxName && text::isUtf8(name) && name != "." &&
           name != ".." &&
           name.find_first_of(std::string_view("/\\\0\n\r", 5)) == std::string_view::npos;
}

/** New content on its way in: {fileName, base64}. */
Result<Value> asContent(const Value &value)
{
    for (const auto &[key, member] : value.asObject()) {
        if (key != "fileName" && key != "base64")
            return Error(errc::invalidRecord, "has no member \"%1\" beside \"base64\"", {key});
    }
    if (!value["base64"].isString())
        return Error(errc::invalidRecord, "needs its content as a text in \"base64\"");
    return Value(ValueObject{{"fileName", value["fileName"]}, {"base64", value["base64"]}});
}

/**
 * A file that is stored already, {fileName, mimeType, byteSize, hash}, or new content as {fileName,
 * base64}. Whoever writes it stores new content and looks at it: see core/record/FieldVault.h.
 */
Result<Value> coerceFile(const FieldDef & /*field*/, const Value &value, Coercion /*mode*/)
{
    if (!value.isObject())
        return mustBe("a file such as {\"fileName\": \"a.txt\", \"base64\": \"aGk=\"}", value);
    if (!value["fileName"].isString() || !isFileName(value["fileName"].asString()))
        return Error(errc::invalidRecord,
                     "needs a \"fileName\" of at most 255 bytes, without folders");
    if (value.asObject().contains("base64"))
        return asContent(value);
    if (!isHash(value["hash"].stringOr()))
        return Error(errc::invalidRecord, "needs the \"hash\" of a stored file, or its \"base64\"");
    if (!value["byteSize"].isInt() || value["byteSize"].asInt() < 0)
        return Error(errc::invalidRecord, "needs its \"byteSize\"");
    ValueObject file{{"fileName", value["fileName"]},
                     {"mimeType", value["mimeType"].stringOr("application/octet-stream")},
                     {"byteSize", value["byteSize"]},
                     {"hash", value["hash"]}};
    if (value["animated"].boolOr())
        file.append("animated", true);
    return Value(std::move(file));
}

Result<Value> refuseFileOperand(const FieldDef & /*field*/, const Value & /*value*/)
{
    return Error(errc::invalidRecord, "is a file, so nothing can be compared with it");
}

} // namespace

constinit const FieldTypeInfo file{.type = FieldType::File,
                                   .name = "file",
                                   .filterOps = {},
                                   .sortable = false,
                                   .coerce = coerceFile,
                                   .operand = refuseFileOperand};

} // namespace syncline::fieldtypes
