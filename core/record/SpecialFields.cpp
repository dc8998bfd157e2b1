#include "core/record/SpecialFields.h"

#include <algorithm>

namespace syncline {

namespace {

Error noVault(std::string_view what)
{
    return Error(errc::internalError, "Without the project's secrets no %1 can be written here.",
                 {std::string(what)});
}

/** What a sealed text is bound to: it opens in its own field of its own record only. */
std::string placeOf(std::string_view modelKey, std::string_view fieldKey, RecordId id)
{
    return std::string(modelKey) + "/" + std::string(fieldKey) + "/" + toText(id);
}

bool isSealed(const Value &value)
{
    return value.isString() && value.asString().starts_with(sealedPrefix);
}

std::string_view withoutPrefix(std::string_view sealed)
{
    return sealed.substr(std::min(sealedPrefix.size(), sealed.size()));
}

/** Works through the secrets of one input. */
class SecretSealer
{
public:
    SecretSealer(FieldVault &vault, const ModelTable &table, RecordId id, const RecordRow *existing,
                 RecordInput &input)
        : m_vault(vault),
          m_table(table),
          m_id(id),
          m_existing(existing),
          m_input(input)
    {
    }

    /** False: it stays as it is. */
    Result<bool> password(ColumnInput &given)
    {
        if (given.value.isBool()) { // what reading gives
            if (!existing(given).isNull())
                return false;
            m_input.fail(given.column->field->name, "must be a text that is not empty");
            return true;
        }
        SYNCLINE_TRY(given.value, m_vault.hashPassword(given.value.asString()));
        return true;
    }

    Result<bool> sealed(ColumnInput &given)
    {
        const Value &before = existing(given);
        if (isSealed(before) && given.value == before)
            return false;
        const std::string place = placeOf(m_table.model().storageKey, given.column->name, m_id);
        const std::string &text = given.value.asString();
        if (isSealed(given.value)) { // of this record, an older one
            const auto plain = m_vault.open(withoutPrefix(text), place);
            if (!plain)
                m_input.fail(given.column->field->name, plain.error().message());
            return true;
        }
        if (isSealed(before)) {
            const auto old = m_vault.open(withoutPrefix(before.asString()), place);
            if (old && *old == text)
                return false;
        }
        SYNCLINE_TRY(const std::string made, m_vault.seal(text, place));
        given.value = std::string(sealedPrefix) + made;
        return true;
    }

private:
    [[nodiscard]] const Value &existing(const ColumnInput &given) const
    {
        return m_existing != nullptr ? m_existing->fields.at(given.column->field->name)
                                     : Value::null;
    }

    FieldVault &m_vault;
    const ModelTable &m_table;
    RecordId m_id;
    const RecordRow *m_existing;
    RecordInput &m_input;
};

} // namespace

Result<Value> keepFiles(FieldVault *vault, const FieldDef &field, Value value)
{
    if (vault == nullptr)
        return noVault("file");
    if (!field.list)
        return vault->keepFile(value);
    for (Value &item : value.asList()) {
        if (item.isNull())
            continue;
        SYNCLINE_TRY(item, vault->keepFile(item));
    }
    return value;
}

Result<void> sealSecrets(FieldVault *vault, const ModelTable &table, RecordId id,
                         const RecordRow *existing, RecordInput &input)
{
    std::vector<const FieldColumn *> unchanged;
    for (ColumnInput &given : input.columns) {
        const ColumnKind kind = given.column->kind;
        if (given.value.isNull() || (kind != ColumnKind::Sealed && kind != ColumnKind::Password))
            continue;
        if (vault == nullptr)
            return noVault(kind == ColumnKind::Sealed ? "encrypted field" : "password");
        SecretSealer sealer(*vault, table, id, existing, input);
        SYNCLINE_TRY(const bool changed,
                     kind == ColumnKind::Sealed ? sealer.sealed(given) : sealer.password(given));
        if (!changed)
            unchanged.push_back(given.column);
    }
    std::erase_if(input.columns, [&](const ColumnInput &given) {
        return std::ranges::find(unchanged, given.column) != unchanged.end();
    });
    return {};
}

Result<std::string> openSealed(FieldVault *vault, std::string_view modelKey,
                               std::string_view fieldKey, RecordId id, std::string_view sealed)
{
    if (vault == nullptr)
        return Error(errc::internalError,
                     "Without the project's secrets no encrypted field can be read here.");
    return vault->open(withoutPrefix(sealed), placeOf(modelKey, fieldKey, id));
}

Value historyValue(ColumnKind kind, const Value &value)
{
    if (kind == ColumnKind::Password)
        return value.isNull() ? value : Value(1);
    return toRaw(kind, value);
}

} // namespace syncline
