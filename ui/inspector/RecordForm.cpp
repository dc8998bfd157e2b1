#include "ui/inspector/RecordForm.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/inspector/FileFieldEditor.h"
#include "ui/inspector/RelatedList.h"
#include "ui/inspector/TranslationList.h"
#include "ui/widget/PlainLabel.h"

#include <QGridLayout>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QLabel *makeValueLabel(const QString &text, const QString &tip, QWidget *parent)
{
    auto *label = new ElidedLabel(text, parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (!tip.isEmpty())
        label->setToolTip(plainToolTip(tip));
    return label;
}

} // namespace

RecordForm::RecordForm(const UiContext &context, QWidget *parent)
    : QScrollArea(parent),
      m_context(context)
{
    nameControl(this, u"inspector.form"_s, tr("Fields"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
}

void RecordForm::show(const std::shared_ptr<const ModelDef> &model, const RecordRow &row,
                      const ValueObject &pending)
{
    const int position = verticalScrollBar()->value();
    m_lines.clear();
    m_isNew = row.id == RecordId{};
    auto *content = new QWidget(this);
    content->setObjectName(u"scrolled"_s);
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(space::medium, space::medium, space::medium, space::medium);
    grid->setHorizontalSpacing(space::medium);
    grid->setVerticalSpacing(space::tight);
    grid->setColumnStretch(1, 1);
    for (const FieldDef &field : model->fields) {
        if (m_isNew ? field.isStored() : field.hasValue())
            addField(grid, field, row, pending);
    }
    if (!m_isNew) {
        for (const FieldDef &field : model->fields) {
            if (!field.hasValue())
                addRelated(grid, field, row);
        }
        addSystem(grid, row);
        if (model->source.localized)
            addTranslations(grid, model, row);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    setWidget(content); // deletes the form before
    setEditable(m_isEditable);
    verticalScrollBar()->setValue(position);
}

void RecordForm::addField(QGridLayout *grid, const FieldDef &field, const RecordRow &row,
                          const ValueObject &pending)
{
    const Value &value = row.fields.at(field.name);
    QWidget *content = grid->parentWidget();
    Line line{};
    line.editor = makeFieldEditor(field, value, content);
    line.editor->setMarksEdits(!m_isNew);
    if (auto *file = qobject_cast<FileFieldEditor *>(line.editor))
        file->setContext(m_context);
    line.label = makeLabel(displayLine(field.name, 60), LabelRole::Muted, content);
    line.label->setBuddy(line.editor);
    QString tip = displayLine(field.name) + u" — "_s + toQString(fieldTypeName(field.type)) +
                  (field.required ? u", "_s + tr("required") : QString());
    if (!field.owner.empty())
        tip += u"\n"_s + tr("defined by the connection %1").arg(displayLine(field.owner));
    if (!field.comment.empty())
        tip += u"\n"_s + displayLine(field.comment);
    line.label->setToolTip(plainToolTip(tip));
    line.label->setMaximumWidth(120);
    line.problem = makeLabel({}, LabelRole::Error, content);
    line.problem->setObjectName(u"field."_s + toQString(field.name) + u".problem"_s);
    line.problem->setWordWrap(true);
    line.problem->hide();
    line.editor->setValues(value, pending.contains(field.name)
                                      ? std::optional<Value>(pending.at(field.name))
                                      : std::nullopt);
    const int at = grid->rowCount();
    grid->addWidget(line.label, at, 0, Qt::AlignLeft | Qt::AlignTop);
    line.label->setContentsMargins(0, space::tight + 2, 0, 0);
    grid->addWidget(line.editor, at, 1);
    grid->addWidget(line.problem, at + 1, 1);
    m_lines.push_back(line);
    updateLine(line);
    connect(line.editor, &FieldEditor::edited, this, [this, line] {
        updateLine(line);
        Q_EMIT edited();
    });
    connect(line.editor, &FieldEditor::problemChanged, this, [this, line] { updateLine(line); });
    connect(line.editor, &FieldEditor::inspectRequested, this, &RecordForm::inspectRequested);
    connect(line.editor, &FieldEditor::openRequested, this, &RecordForm::openRequested);
}

void RecordForm::addRelated(QGridLayout *grid, const FieldDef &field, const RecordRow &row)
{
    QWidget *content = grid->parentWidget();
    auto *label = makeLabel(displayLine(field.name, 60), LabelRole::Muted, content);
    label->setContentsMargins(0, space::tight, 0, 0);
    auto *related = new RelatedList(m_context, field, row.id, content);
    connect(related, &RelatedList::inspectRequested, this, &RecordForm::inspectRequested);
    connect(related, &RelatedList::openRequested, this, &RecordForm::openRequested);
    const int at = grid->rowCount();
    grid->addWidget(label, at, 0, Qt::AlignLeft | Qt::AlignTop);
    grid->addWidget(related, at, 1);
}

void RecordForm::addSystem(QGridLayout *grid, const RecordRow &row)
{
    QWidget *content = grid->parentWidget();
    auto *line = new QFrame(content);
    line->setProperty("line", true);
    grid->addWidget(line, grid->rowCount(), 0, 1, 2);
    const auto add = [grid, content](const QString &name, const QString &text, const QString &tip) {
        const int at = grid->rowCount();
        grid->addWidget(makeLabel(name, LabelRole::Muted, content), at, 0);
        grid->addWidget(makeValueLabel(text, tip, content), at, 1);
    };
    add(u"createdAt"_s, timeText(row.createdAt), utcText(row.createdAt));
    add(u"updatedAt"_s, timeText(row.updatedAt), utcText(row.updatedAt));
    if (!row.connection.empty())
        add(u"remoteId"_s,
            tr("%1 in %2").arg(displayLine(row.remoteId, 120), displayLine(row.connection, 60)),
            {});
}

void RecordForm::addTranslations(QGridLayout *grid, const std::shared_ptr<const ModelDef> &model,
                                 const RecordRow &row)
{
    QWidget *content = grid->parentWidget();
    int at = grid->rowCount();
    grid->addWidget(makeLabel(u"_locale"_s, LabelRole::Muted, content), at, 0);
    grid->addWidget(
        makeValueLabel(row.locale.empty() ? u"–"_s : displayLine(row.locale, 40), {}, content), at,
        1);
    auto *translations = new TranslationList(m_context, model, row, content);
    connect(translations, &TranslationList::inspectRequested, this, &RecordForm::inspectRequested);
    auto *label = makeLabel(u"_translations"_s, LabelRole::Muted, content);
    label->setContentsMargins(0, space::tight, 0, 0);
    at = grid->rowCount();
    grid->addWidget(label, at, 0, Qt::AlignLeft | Qt::AlignTop);
    grid->addWidget(translations, at, 1);
}

void RecordForm::updateLine(const Line &line)
{
    QFont font = line.label->font();
    const bool isMarked = line.editor->isEdited() && !m_isNew;
    font.setBold(isMarked);
    line.label->setFont(font);
    line.label->setText((isMarked ? u"● "_s : QString()) +
                        displayLine(line.editor->field().name, 60) +
                        (m_isNew && line.editor->field().required ? u" *"_s : QString()));
    line.problem->setText(line.editor->problem());
    line.problem->setVisible(!line.editor->problem().isEmpty());
}

void RecordForm::setEditable(bool isEditable)
{
    m_isEditable = isEditable;
    for (const Line &line : m_lines)
        line.editor->setEditable(isEditable);
}

ValueObject RecordForm::pending() const
{
    ValueObject changes;
    for (const Line &line : m_lines) {
        if (line.editor->isEdited() && !line.editor->hasWrongInput())
            changes.append(line.editor->field().name, *line.editor->pending());
    }
    return changes;
}

int RecordForm::editedCount() const
{
    return static_cast<int>(std::count_if(
        m_lines.begin(), m_lines.end(), [](const Line &line) { return line.editor->isEdited(); }));
}

bool RecordForm::hasProblems() const
{
    return std::any_of(m_lines.begin(), m_lines.end(),
                       [](const Line &line) { return !line.editor->problem().isEmpty(); });
}

bool RecordForm::hasWrongInput() const
{
    return std::any_of(m_lines.begin(), m_lines.end(),
                       [](const Line &line) { return line.editor->hasWrongInput(); });
}

void RecordForm::showProblems(const std::vector<std::pair<std::string, std::string>> &problems)
{
    for (const auto &[field, message] : problems) {
        if (FieldEditor *found = editor(toQString(field)))
            found->setProblem(displayLine(message));
    }
}

void RecordForm::focusField(const QString &field)
{
    FieldEditor *found = editor(field);
    if (!found && !m_lines.empty())
        found = m_lines.front().editor; // no such field, or one of the system's
    if (found) {
        ensureWidgetVisible(found);
        found->setFocus(Qt::TabFocusReason); // as with Tab, its text is selected
    }
}

FieldEditor *RecordForm::editor(const QString &field) const
{
    for (const Line &line : m_lines) {
        if (toQString(line.editor->field().name) == field)
            return line.editor;
    }
    return nullptr;
}

} // namespace syncline::ui
