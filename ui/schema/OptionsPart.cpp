#include "ui/schema/OptionsPart.h"

#include "ui/base/Text.h"
#include "ui/schema/RowTable.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int colorColumn = 2;

QString joined(const std::vector<std::string> &names)
{
    QStringList list;
    for (const std::string &name : names)
        list.append(toQString(name));
    return list.join(u", "_s);
}

std::vector<std::string> parted(const QString &text)
{
    std::vector<std::string> names;
    for (const QString &name : text.split(u',', Qt::SkipEmptyParts)) {
        if (!name.trimmed().isEmpty())
            names.push_back(fromQString(name.trimmed()));
    }
    return names;
}

} // namespace

OptionsPart::OptionsPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.options"_s, {}, parent),
      m_title(makeLabel({}, LabelRole::Heading, this)),
      m_table(new RowTable(u"field.options"_s, tr("Options"),
                           {tr("Value"), tr("Shown as"), tr("Color")}, this))
{
    addWide(m_title);
    m_table->setColorColumn(colorColumn);
    addWide(m_table);
    m_problem = addProblem();
    m_unlisted = addCheck(tr("Other values are allowed, too"), u"unlisted"_s);
    connect(m_table, &RowTable::changed, this, [this](const RowTable::Rows &rows) {
        std::vector<EnumOption> options;
        for (const QStringList &row : rows)
            options.push_back({fromQString(row.at(0)), fromQString(row.at(1)),
                               fromQString(row.at(colorColumn).trimmed())});
        edit(tr("Change Options"), [&options](FieldDef &field) { field.options = options; });
    });
    connect(m_unlisted, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(isOn ? tr("Allow Other Values") : tr("Allow Only Options"),
             [isOn](FieldDef &field) { field.allowUnlisted = isOn; });
    });
}

bool OptionsPart::fits(const FieldDef &field) const
{
    return field.type == FieldType::Enum || field.type == FieldType::RoleList ||
           field.type == FieldType::RecordState;
}

void OptionsPart::show(const FieldDef &field)
{
    const bool isState = field.type == FieldType::RecordState;
    m_title->setText(isState                             ? tr("States, the first at birth")
                     : field.type == FieldType::RoleList ? tr("Roles that can be chosen")
                                                         : tr("Options"));
    RowTable::Rows rows;
    for (const EnumOption &option : field.options)
        rows.push_back({toQString(option.value), toQString(option.label), toQString(option.color)});
    m_table->setRows(rows);
    m_unlisted->setVisible(!isState);
    m_unlisted->setChecked(field.allowUnlisted);
    showProblem(m_problem, SchemaProblem::Part::Options);
}

void OptionsPart::setLocked(bool isLocked)
{
    m_table->setFixed(isLocked ? colorColumn : -1);
    m_unlisted->setEnabled(!isLocked);
}

void OptionsPart::setEditable(bool isEditable)
{
    m_table->setEditable(isEditable);
    m_unlisted->setEnabled(isEditable);
}

TransitionsPart::TransitionsPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.transitions"_s, tr("Actions that change the state"), parent),
      m_table(new RowTable(u"field.transitions"_s, tr("Transitions"),
                           {tr("Action"), tr("From (empty: any)"), tr("To")}, this))
{
    addWide(m_table);
    m_problem = addProblem();
    connect(m_table, &RowTable::changed, this, [this](const RowTable::Rows &rows) {
        std::vector<StateTransition> transitions;
        for (const QStringList &row : rows)
            transitions.push_back({fromQString(row.at(0).trimmed()), parted(row.at(1)),
                                   fromQString(row.at(2).trimmed())});
        edit(tr("Change Transitions"),
             [&transitions](FieldDef &field) { field.transitions = transitions; });
    });
}

bool TransitionsPart::fits(const FieldDef &field) const
{
    return field.type == FieldType::RecordState;
}

void TransitionsPart::show(const FieldDef &field)
{
    QStringList actions;
    const ModelDef *base = document()->base();
    const ProjectPtr project = document()->project();
    for (const auto &action : project->actions) {
        if (base && action->model == base->name)
            actions.append(toQString(action->name));
    }
    QStringList states;
    for (const EnumOption &option : field.options)
        states.append(toQString(option.value));
    m_table->setChoices(0, actions);
    m_table->setChoices(1, states);
    m_table->setChoices(2, states);
    RowTable::Rows rows;
    for (const StateTransition &transition : field.transitions)
        rows.push_back(
            {toQString(transition.action), joined(transition.from), toQString(transition.to)});
    m_table->setRows(rows);
    showProblem(m_problem, SchemaProblem::Part::Transitions);
}

void TransitionsPart::setEditable(bool isEditable)
{
    m_table->setEditable(isEditable);
}

} // namespace syncline::ui
