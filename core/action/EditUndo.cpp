#include "core/action/EditUndo.h"

#include "core/action/ActionRecord.h"

namespace syncline {

namespace {

bool isKept(const FieldDef &field)
{
    return field.isStored() && field.type != FieldType::Password;
}

ValueObject wholeOf(const RecordRow &row, const ModelDef &model)
{
    ValueObject fields{
        {"id", toText(row.id)}, {"createdAt", row.createdAt}, {"updatedAt", row.updatedAt}};
    if (!row.remoteId.empty()) {
        fields.append("connection", row.connection);
        fields.append("remoteId", row.remoteId);
    }
    if (!row.locale.empty())
        fields.append("locale", row.locale);
    for (const FieldDef &field : model.fields) {
        if (isKept(field) && row.fields.contains(field.name))
            fields.append(field.name, row.fields.at(field.name));
    }
    return fields;
}

} // namespace

std::optional<RecordEdit> inverseOf(const RecordEdit &edit, const ModelDef &model,
                                    const RecordRow *before, const RecordRow *after)
{
    RecordEdit undo;
    undo.model = edit.model;
    switch (edit.kind) {
    case RecordEdit::Kind::Create:
    case RecordEdit::Kind::Restore:
        if (after == nullptr)
            return std::nullopt;
        undo.kind = RecordEdit::Kind::Delete;
        undo.record = after->id;
        undo.seen = after->updatedAt;
        return undo;
    case RecordEdit::Kind::Delete:
        if (before == nullptr)
            return std::nullopt;
        undo.kind = RecordEdit::Kind::Restore;
        undo.record = before->id;
        undo.fields = wholeOf(*before, model);
        return undo;
    case RecordEdit::Kind::Update:
        break;
    }
    if (before == nullptr || after == nullptr)
        return std::nullopt;
    undo.kind = RecordEdit::Kind::Update;
    undo.record = before->id;
    for (const auto &[name, value] : edit.fields) {
        const FieldDef *field = fieldOfName(model, name);
        if (field == nullptr || !isKept(*field))
            continue;
        const Value &was = before->fields.at(field->name);
        const Value &is = after->fields.at(field->name);
        if (was.identicalTo(is))
            continue;
        undo.fields.set(field->name, was);
        undo.expected.set(field->name, is);
    }
    return undo.fields.empty() ? std::nullopt : std::optional(std::move(undo));
}

bool conflicts(const RecordEdit &edit, const RecordRow &now)
{
    if (edit.kind == RecordEdit::Kind::Delete)
        return edit.seen && *edit.seen != now.updatedAt;
    for (const auto &[name, value] : edit.expected) {
        // Somebody who set it to the same is no reason to ask.
        const Value &is = now.fields.at(name);
        if (!is.identicalTo(value) && !is.identicalTo(edit.fields.at(name)))
            return true;
    }
    return false;
}

} // namespace syncline
