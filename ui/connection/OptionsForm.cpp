#include "ui/connection/OptionsForm.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/connection/OptionEditor.h"
#include "ui/widget/PlainLabel.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int labelWidth = 150;
constexpr int formWidth = 640;
} // namespace

OptionsForm::OptionsForm(Prompter *prompter, QWidget *parent)
    : QWidget(parent),
      m_prompter(prompter)
{
    setObjectName(u"options"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
}

void OptionsForm::setOptions(const std::vector<ConnectorOption> &options, const ValueObject &values,
                             const std::vector<std::string> &storedSecrets)
{
    delete m_content;
    m_lines.clear();
    m_content = new QWidget(this);
    m_content->setMaximumWidth(formWidth);
    auto *grid = new QGridLayout(m_content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::medium);
    grid->setVerticalSpacing(space::tight);
    grid->setColumnMinimumWidth(0, labelWidth);
    grid->setColumnStretch(1, 1);
    std::vector<std::string> groups;
    for (const ConnectorOption &option : options) {
        if (std::find(groups.begin(), groups.end(), option.group) == groups.end())
            groups.push_back(option.group);
    }
    for (const std::string &group : groups) {
        if (!group.empty()) {
            auto *heading = makeLabel(displayLine(group, 80), LabelRole::Heading, m_content);
            heading->setContentsMargins(0, space::medium, 0, space::tight);
            grid->addWidget(heading, grid->rowCount(), 0, 1, 2);
        }
        for (const ConnectorOption &option : options) {
            if (option.group == group)
                addOption(grid, option, values.at(option.name),
                          std::find(storedSecrets.begin(), storedSecrets.end(), option.name) !=
                              storedSecrets.end());
        }
    }
    if (options.empty())
        grid->addWidget(
            makeLabel(tr("This connector has no options."), LabelRole::Muted, m_content), 0, 0, 1,
            2);
    layout()->addWidget(m_content);
}

void OptionsForm::addOption(QGridLayout *grid, const ConnectorOption &option, const Value &value,
                            bool isStored)
{
    Line line{option, new OptionEditor(option, m_prompter, m_content), nullptr, isStored};
    line.editor->setValue(value);
    line.editor->setStored(isStored);
    const int at = grid->rowCount();
    if (option.type != "boolean") {
        QString text = displayLine(option.label.empty() ? option.name : option.label, 80);
        auto *label = makeLabel(option.optional ? text : text + u" *"_s, m_content);
        label->setContentsMargins(0, space::tight, 0, 0);
        label->setBuddy(line.editor);
        grid->addWidget(label, at, 0, Qt::AlignTop);
    }
    grid->addWidget(line.editor, at, 1);
    if (!option.help.empty()) {
        auto *help = makeLabel(displayLine(option.help, 400), LabelRole::Muted, m_content);
        help->setWordWrap(true);
        grid->addWidget(help, at + 1, 1);
    }
    line.problem = makeLabel({}, LabelRole::Error, m_content);
    line.problem->setObjectName(line.editor->objectName() + u".problem"_s);
    line.problem->hide();
    grid->addWidget(line.problem, at + 2, 1);
    grid->setRowMinimumHeight(at + 3, space::tight);
    connect(line.editor, &OptionEditor::edited, this, [this, line] {
        line.problem->hide();
        line.editor->setInvalid({});
        Q_EMIT edited();
    });
    m_lines.push_back(line);
}

ValueObject OptionsForm::values() const
{
    ValueObject all;
    for (const Line &line : m_lines) {
        const Result<Value> value = line.editor->value();
        if (!line.option.secret && value && !value->isNull())
            all.append(line.option.name, value.value());
    }
    return all;
}

ValueObject OptionsForm::secrets() const
{
    ValueObject all;
    for (const Line &line : m_lines) {
        const Result<Value> value = line.editor->value();
        if (line.option.secret && value && !value->isNull())
            all.append(line.option.name, value.value());
    }
    return all;
}

QStringList OptionsForm::check()
{
    QStringList problems;
    for (const Line &line : m_lines) {
        const Result<Value> value = line.editor->value();
        QString problem;
        if (!value)
            problem = errorText(value.error());
        else if (value->isNull() && !line.option.optional && line.option.defaultValue.isNull() &&
                 !(line.option.secret && line.isStored))
            problem = tr("This is needed.");
        line.problem->setText(problem);
        line.problem->setVisible(!problem.isEmpty());
        line.editor->setInvalid(problem);
        if (!problem.isEmpty())
            problems.append(
                displayLine(line.option.label.empty() ? line.option.name : line.option.label, 80) +
                u": "_s + problem);
    }
    return problems;
}

void OptionsForm::setEditable(bool isEditable)
{
    for (const Line &line : m_lines)
        line.editor->setEditable(isEditable);
}

} // namespace syncline::ui
