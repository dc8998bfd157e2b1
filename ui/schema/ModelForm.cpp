#include "ui/schema/ModelForm.h"

#include "core/project/ModelLocales.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/Bounds.h"
#include "ui/schema/RowTable.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/ScriptList.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QScopedValueRollback>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

void setLine(QLineEdit *edit, const QString &text)
{
    if (edit->text().trimmed() != text)
        edit->setText(text);
}

QStringList words(const std::vector<std::string> &names)
{
    QStringList list;
    for (const std::string &name : names)
        list.append(toQString(name));
    return list;
}

} // namespace

ModelForm::ModelForm(SchemaDocument *document, QWidget *parent)
    : QScrollArea(parent),
      m_document(document)
{
    nameControl(this, u"modelForm"_s, tr("The model"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    auto *column = new QWidget(this);
    column->setObjectName(u"scrolled"_s);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(space::medium, space::medium, space::medium, space::large);
    layout->setSpacing(space::large);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(space::small);
    form->setVerticalSpacing(space::tight);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout->addLayout(form);
    setWidget(column);
    addNames(form);
    addStorage(form);
    addLists(column);
    layout->addStretch();
    connect(m_document, &SchemaDocument::changed, this, &ModelForm::update);
    update();
}

QLineEdit *ModelForm::addLine(QFormLayout *form, const QString &label, const QString &name)
{
    auto *line = new QLineEdit(widget());
    nameControl(line, u"model."_s + name, label);
    line->setMaxLength(4096);
    form->addRow(makeLabel(label, LabelRole::Muted, widget()), line);
    return line;
}

QLabel *ModelForm::addProblem(QFormLayout *form, const QString &name)
{
    auto *label = makeLabel({}, LabelRole::Error, widget());
    label->setObjectName(name);
    label->setWordWrap(true);
    form->addRow(label);
    return label;
}

void ModelForm::addNames(QFormLayout *form)
{
    m_name = addLine(form, tr("Name"), u"name"_s);
    m_nameProblem = addProblem(form, u"model.name.problem"_s);
    m_plural = addLine(form, tr("Of several"), u"plural"_s);
    m_pluralProblem = addProblem(form, u"model.plural.problem"_s);
    m_comment = addLine(form, tr("Comment"), u"comment"_s);
    m_display = new QComboBox(widget());
    nameControl(m_display, u"model.display"_s, tr("Shown by"));
    form->addRow(makeLabel(tr("Shown by"), LabelRole::Muted, widget()), m_display);
    m_budget = addLine(form, tr("History"), u"budget"_s);
    m_budget->setPlaceholderText(tr("as the project says; or a size such as 50 MB"));
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        edit(
            tr("Rename Model"),
            [&text](ModelDef &model) { renameModel(model, fromQString(text.trimmed())); },
            u"model.name"_s);
    });
    connect(m_plural, &QLineEdit::textEdited, this, [this](const QString &text) {
        edit(
            tr("Change Plural"),
            [&text](ModelDef &model) { model.plural = fromQString(text.trimmed()); },
            u"model.plural"_s);
    });
    connect(m_comment, &QLineEdit::textEdited, this, [this](const QString &text) {
        edit(
            tr("Change Comment"), [&text](ModelDef &model) { model.comment = fromQString(text); },
            u"model.comment"_s);
    });
    connect(m_display, &QComboBox::activated, this, [this] {
        const std::string field = fromQString(m_display->currentData().toString());
        edit(tr("Change Display Field"), [&field](ModelDef &model) { model.displayField = field; });
    });
    connect(m_budget, &QLineEdit::textEdited, this, [this] {
        std::optional<std::int64_t> bytes;
        if (readSizeBound(m_budget, bytes))
            edit(
                tr("Change History Budget"),
                [&bytes](ModelDef &model) { model.historyBudget = bytes; }, u"model.budget"_s);
    });
}

void ModelForm::addStorage(QFormLayout *form)
{
    m_key = makeLabel({}, LabelRole::Code, widget());
    m_key->setObjectName(u"model.key"_s);
    m_key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(makeLabel(tr("Storage key"), LabelRole::Muted, widget()), m_key);
    m_source = makeLabel({}, widget());
    m_source->setObjectName(u"model.source"_s);
    m_source->setWordWrap(true);
    form->addRow(makeLabel(tr("Kept by"), LabelRole::Muted, widget()), m_source);
}

void ModelForm::addLists(QWidget *column)
{
    column->layout()->addWidget(makeLabel(tr("Indexes, for filters and sorts on several fields"),
                                          LabelRole::Heading, column));
    m_indexes = new RowTable(u"model.indexes"_s, tr("Indexes"),
                             {tr("Fields, in their order, with commas")}, column);
    column->layout()->addWidget(m_indexes);
    m_indexProblem = makeLabel({}, LabelRole::Error, column);
    m_indexProblem->setObjectName(u"model.indexes.problem"_s);
    m_indexProblem->setWordWrap(true);
    column->layout()->addWidget(m_indexProblem);
    column->layout()->addWidget(
        makeLabel(tr("Validations of the whole record, in Lua"), LabelRole::Heading, column));
    m_scripts = new ScriptList(u"model.scripts"_s, column);
    column->layout()->addWidget(m_scripts);
    connect(m_indexes, &RowTable::changed, this, [this](const RowTable::Rows &rows) {
        std::vector<std::vector<std::string>> indexes;
        for (const QStringList &row : rows) {
            std::vector<std::string> fields;
            for (const QString &name : row.value(0).split(u',', Qt::SkipEmptyParts)) {
                if (!name.trimmed().isEmpty())
                    fields.push_back(fromQString(name.trimmed()));
            }
            indexes.push_back(std::move(fields));
        }
        edit(tr("Change Indexes"), [&indexes](ModelDef &model) { model.indexes = indexes; });
    });
    connect(m_scripts, &ScriptList::changed, this, [this](const ScriptList::Files &files) {
        edit(tr("Change Validations"), [&files](ModelDef &model) { model.validations = files; });
    });
    connect(m_scripts, &ScriptList::openRequested, this, &ModelForm::openRequested);
    connect(m_scripts, &ScriptList::newRequested, this, &ModelForm::newScriptRequested);
}

void ModelForm::edit(const QString &what, const std::function<void(ModelDef &)> &how,
                     const QString &typing)
{
    if (m_isShowing || !m_document->state())
        return;
    SchemaState next = typing.isEmpty() ? *m_document->state() : m_document->typingStart(typing);
    how(next.model);
    m_document->change(what, std::move(next), typing);
}

void ModelForm::showProblem(QLabel *label, QWidget *control, int part)
{
    const QString text = m_document->problemAt({}, static_cast<SchemaProblem::Part>(part));
    label->setText(text);
    label->setVisible(!text.isEmpty());
    setStyleProperty(control, "invalid", !text.isEmpty());
    control->setAccessibleDescription(text);
}

void ModelForm::update()
{
    const ModelDef *model = m_document->model();
    if (!model)
        return;
    const QScopedValueRollback showing(m_isShowing, true);
    const bool isEditable = m_document->isEditable();
    for (QLineEdit *line : {m_name, m_plural, m_comment, m_budget})
        line->setReadOnly(!isEditable);
    setLine(m_name, toQString(model->name));
    setLine(m_plural, toQString(model->plural));
    if (m_comment->text() != toQString(model->comment))
        m_comment->setText(toQString(model->comment));
    std::optional<std::int64_t> typed;
    if (!readSizeBound(m_budget, typed) || typed != model->historyBudget)
        setLine(m_budget, sizeBoundText(model->historyBudget));
    m_display->clear();
    m_display->addItem(tr("its first text"), QString());
    for (const FieldDef &field : model->fields) {
        if (field.isStored() && !field.isSecret())
            m_display->addItem(displayLine(field.name, 60), toQString(field.name));
    }
    m_display->setCurrentIndex(qMax(0, m_display->findData(toQString(model->displayField))));
    m_display->setEnabled(isEditable);
    RowTable::Rows rows;
    for (const std::vector<std::string> &index : model->indexes)
        rows.push_back({words(index).join(u", "_s)});
    m_indexes->setRows(rows);
    m_indexes->setEditable(isEditable);
    m_scripts->show(model->validations, validationFiles(*m_document->project()), isEditable);
    showProblem(m_nameProblem, m_name, static_cast<int>(SchemaProblem::Part::Name));
    showProblem(m_pluralProblem, m_plural, static_cast<int>(SchemaProblem::Part::Plural));
    showProblem(m_indexProblem, m_indexes, static_cast<int>(SchemaProblem::Part::Indexes));
    showStorage();
}

void ModelForm::showStorage()
{
    const ModelDef *model = m_document->model();
    m_key->setText(model->storageKey.empty() ? tr("made when it is applied")
                                             : displayLine(model->storageKey));
    const ModelSource &source = model->source;
    m_source->setText(source.connection.empty() ? tr("this project; no connection fills it")
                                                : tr("the connection %1, from its %2")
                                                      .arg(displayLine(source.connection, 60),
                                                           displayLine(source.document, 60)));
    if (!source.localized)
        return;
    QStringList locales;
    const ProjectPtr project = m_document->project();
    for (const std::string &code : localesOf(*model, *project))
        locales.append(displayLine(code, 40));
    m_source->setText(
        tr("%1; one record a locale: %2").arg(m_source->text(), locales.join(u", "_s)));
}

void ModelForm::focusName()
{
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

} // namespace syncline::ui
