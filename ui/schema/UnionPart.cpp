#include "ui/schema/UnionPart.h"

#include "ui/base/Text.h"
#include "ui/schema/RowTable.h"
#include "ui/schema/SchemaDocument.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

UnionPart::UnionPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.union"_s, tr("Models that it may refer to"), parent),
      m_table(new RowTable(u"field.union"_s, tr("Models"), {tr("Model")}, this))
{
    addWide(m_table);
    m_problem = addProblem();
    connect(m_table, &RowTable::changed, this, [this](const RowTable::Rows &rows) {
        std::vector<UnionMember> members;
        for (const QStringList &row : rows)
            members.push_back(
                {.model = fromQString(row.at(0).trimmed()), .key = {}, .document = {}});
        edit(tr("Change the Models"), [&members](FieldDef &field) { field.members = members; });
    });
}

bool UnionPart::fits(const FieldDef &field) const
{
    return field.type == FieldType::Union;
}

void UnionPart::show(const FieldDef &field)
{
    QStringList models;
    for (const std::string &name : document()->modelNames())
        models.append(toQString(name));
    m_table->setChoices(0, models);
    RowTable::Rows rows;
    for (const UnionMember &member : field.members)
        rows.push_back({toQString(member.model)});
    m_table->setRows(rows);
    showProblem(m_problem, SchemaProblem::Part::Relation);
}

void UnionPart::setLocked(bool isLocked)
{
    m_table->setEditable(!isLocked);
}

void UnionPart::setEditable(bool isEditable)
{
    m_table->setEditable(isEditable);
}

} // namespace syncline::ui
