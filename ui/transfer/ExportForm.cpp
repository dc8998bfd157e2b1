#include "ui/transfer/ExportForm.h"

#include "core/engine/Engine.h"
#include "core/record/RecordTypes.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/prompt/Prompter.h"
#include "ui/transfer/TransferText.h"
#include "ui/widget/FlowLayout.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int nameRole = Qt::UserRole;

bool canBeExported(const ModelDef &model, const std::string &name)
{
    const FieldDef *field = model.findField(name);
    return field != nullptr ? field->hasValue() && !field->isSecret()
                            : isSystemField(name) || name == "_locale";
}

} // namespace

ExportForm::ExportForm(const UiContext &context, std::shared_ptr<const ModelDef> model,
                       ExportScope scope, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(std::move(model)),
      m_scope(std::move(scope))
{
    setObjectName(u"export.form"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::medium);
    layout->addWidget(
        makeLabel(tr("Export %1").arg(displayLine(m_model->name, 60)), LabelRole::Title, this));
    layout->addLayout(buildWhat());
    layout->addWidget(buildColumns(), 1);
    if (const QString missing = leftOut(); !missing.isEmpty()) {
        auto *label = makeLabel(missing, LabelRole::Muted, this);
        label->setObjectName(u"export.leftOut"_s);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    layout->addWidget(buildFormat());
    layout->addLayout(buildFile());
    layout->addWidget(buildButtons());
    updateFormat();
    updateButton();
}

QRadioButton *ExportForm::addRange(QLayout *to, const QString &name, const QString &text)
{
    auto *button = new QRadioButton(text, this);
    nameControl(button, u"export."_s + name, text);
    to->addWidget(button);
    return button;
}

QLayout *ExportForm::buildWhat()
{
    auto *column = new QVBoxLayout;
    column->setSpacing(space::tight);
    const QString count = m_scope.shown < 0 ? QString() : countText(m_scope.shown);
    if (m_scope.isNarrowed)
        m_shown = addRange(column, u"shown"_s,
                           count.isEmpty()
                               ? tr("What is shown, as it is filtered and sorted")
                               : tr("What is shown, as it is filtered and sorted: %1").arg(count));
    if (m_scope.selected > 0)
        m_selected = addRange(column, u"selected"_s,
                              tr("What is selected: %1").arg(countText(m_scope.selected)));
    m_all = addRange(column, u"all"_s,
                     m_scope.isNarrowed || count.isEmpty() ? tr("All records")
                                                           : tr("All records: %1").arg(count));
    QRadioButton *first = m_scope.selected > 1 ? m_selected : m_shown ? m_shown : m_all;
    first->setChecked(true);
    return column;
}

void ExportForm::addColumn(const std::string &name, bool isChecked)
{
    const FieldDef *field = m_model->findField(name);
    QString text = displayLine(name, 80);
    if (field && field->type == FieldType::Computed)
        text = tr("%1 (computed; an import leaves it out)").arg(text);
    auto *item = new QListWidgetItem(text, m_columns);
    item->setData(nameRole, toQString(name));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                   Qt::ItemIsDragEnabled);
    item->setCheckState(isChecked ? Qt::Checked : Qt::Unchecked);
}

QWidget *ExportForm::buildColumns()
{
    auto *part = new QWidget(this);
    m_columns = new QListWidget(part);
    nameControl(m_columns, u"export.columns"_s, tr("Columns to export"));
    m_columns->setDragDropMode(QListWidget::InternalMove);
    prepareList(m_columns);
    frameView(m_columns);
    for (const std::string &name : m_scope.columns) {
        if (canBeExported(*m_model, name))
            addColumn(name, true);
    }
    std::vector<std::string> others{"id"};
    for (const FieldDef &field : m_model->fields)
        others.push_back(field.name);
    others.insert(others.end(), {"createdAt", "updatedAt"});
    if (!m_model->source.connection.empty())
        others.emplace_back("remoteId");
    if (m_model->source.localized)
        others.emplace_back("_locale");
    for (const std::string &name : others) {
        if (std::ranges::count(m_scope.columns, name) == 0 && canBeExported(*m_model, name))
            addColumn(name, m_scope.columns.empty());
    }
    connect(m_columns, &QListWidget::itemChanged, this, &ExportForm::updateButton);
    auto *bar = new QHBoxLayout;
    auto *label = makeLabel(tr("Columns, in the order in which they are written"), part);
    label->setBuddy(m_columns);
    bar->addWidget(label, 1);
    const auto addButton = [&](const QString &text, const QString &name, auto isWanted) {
        auto *button = makeLinkButton(text, u"export."_s + name, part);
        connect(button, &QPushButton::clicked, this, [this, isWanted] { checkColumns(isWanted); });
        bar->addWidget(button);
    };
    addButton(tr("All"), u"everyColumn"_s, [](const QString &) { return true; });
    addButton(tr("As Shown"), u"shownColumns"_s, [this](const QString &name) {
        return std::ranges::count(m_scope.columns, fromQString(name)) > 0;
    });
    addButton(tr("None"), u"noColumn"_s, [](const QString &) { return false; });
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addLayout(bar);
    layout->addWidget(m_columns, 1);
    return part;
}

void ExportForm::checkColumns(const std::function<bool(const QString &)> &isWanted)
{
    for (int i = 0; i < m_columns->count(); ++i) {
        QListWidgetItem *item = m_columns->item(i);
        item->setCheckState(isWanted(item->data(nameRole).toString()) ? Qt::Checked
                                                                      : Qt::Unchecked);
    }
}

QString ExportForm::leftOut() const
{
    QStringList secrets;
    QStringList lists;
    for (const FieldDef &field : m_model->fields) {
        if (field.isSecret())
            secrets.append(displayLine(field.name, 60));
        else if (!field.hasValue())
            lists.append(displayLine(field.name, 60));
    }
    QStringList sentences;
    if (!secrets.isEmpty())
        sentences.append(tr("Secrets are never exported: %1.").arg(secrets.join(u", "_s)));
    if (!lists.isEmpty())
        sentences.append(
            tr("Other records are exported by themselves: %1.").arg(lists.join(u", "_s)));
    return sentences.join(u' ');
}

QWidget *ExportForm::buildFormat()
{
    auto *part = new QWidget(this);
    m_format = new QComboBox(part);
    m_delimiter = new QComboBox(part);
    m_times = new QComboBox(part);
    m_mark = new QCheckBox(tr("Mark as UTF-8"), part);
    nameControl(m_format, u"export.format"_s, tr("Format"));
    nameControl(m_delimiter, u"export.delimiter"_s, tr("Between cells"));
    nameControl(m_times, u"export.times"_s, tr("Times"));
    nameControl(m_mark, u"export.mark"_s, tr("Begin with a byte order mark"));
    m_mark->setToolTip(tr("A byte order mark: without it some spreadsheets misread letters that "
                          "are not English"));
    for (const TransferFormat format :
         {TransferFormat::Csv, TransferFormat::Xlsx, TransferFormat::Json, TransferFormat::Ndjson})
        m_format->addItem(toQString(transferFormatName(format)).toUpper(), int(format));
    m_delimiter->addItem(tr("comma"), int(','));
    m_delimiter->addItem(tr("semicolon"), int(';'));
    m_delimiter->addItem(tr("tab"), int('\t'));
    m_times->addItem(tr("UTC"), false);
    m_times->addItem(tr("local, with distance"), true);
    m_hint = makeLabel({}, LabelRole::Muted, part);
    m_hint->setObjectName(u"export.hint"_s);
    m_hint->setWordWrap(true);
    auto *row = new FlowLayout(space::large, space::small);
    const auto add = [&](const QString &text, QWidget *control) {
        auto *pair = new QWidget(part);
        control->setParent(pair);
        auto *label = makeLabel(text, pair);
        label->setBuddy(control);
        auto *inner = new QHBoxLayout(pair);
        inner->setContentsMargins(0, 0, 0, 0);
        inner->setSpacing(space::small);
        inner->addWidget(label);
        inner->addWidget(control);
        row->addWidget(pair);
        return pair;
    };
    add(tr("Format"), m_format);
    m_ofCsv = {add(tr("Between cells"), m_delimiter), add(tr("Times"), m_times), m_mark};
    row->addWidget(m_mark);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addLayout(row);
    layout->addWidget(m_hint);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportForm::updateFormat);
    return part;
}

TransferFormat ExportForm::format() const
{
    return static_cast<TransferFormat>(m_format->currentData().toInt());
}

void ExportForm::updateFormat()
{
    const bool isCsv = format() == TransferFormat::Csv;
    for (QWidget *part : m_ofCsv)
        part->setVisible(isCsv);
    m_hint->setText(
        isCsv ? tr("Texts that a spreadsheet would run as formulas get an apostrophe in front; an "
                   "import takes it back.")
        : format() == TransferFormat::Xlsx
            ? tr("Numbers of more than 15 digits and dates before 1900 become texts; texts over "
                 "32,767 characters are left out, and counted.")
            : tr("Holds every value exactly."));
    if (!m_file)
        return;
    const QFileInfo info(m_file->text());
    if (!m_file->text().isEmpty())
        m_file->setText(info.path() + u'/' + info.completeBaseName() + u'.' +
                        toQString(transferFormatName(format())));
}

QLayout *ExportForm::buildFile()
{
    m_file = new QLineEdit(this);
    nameControl(m_file, u"export.file"_s, tr("File to write"));
    m_file->setText(QDir::homePath() + u'/' + toQString(m_model->name) + u'.' +
                    toQString(transferFormatName(format())));
    auto *choose = new QPushButton(tr("Choose…"), this);
    nameControl(choose, u"export.choose"_s, tr("Choose the file to write"));
    connect(choose, &QPushButton::clicked, this, &ExportForm::chooseFile);
    connect(m_file, &QLineEdit::textChanged, this, &ExportForm::updateButton);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::small);
    auto *label = makeLabel(tr("File"), this);
    label->setBuddy(m_file);
    row->addWidget(label);
    row->addWidget(m_file, 1);
    row->addWidget(choose);
    return row;
}

void ExportForm::chooseFile()
{
    m_context.prompter->pickNewFile(this, tr("Export To"), m_file->text(),
                                    [this](const QString &path) { m_file->setText(path); });
}

QWidget *ExportForm::buildButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    nameControl(buttons->button(QDialogButtonBox::Cancel), u"export.cancel"_s, tr("Cancel"));
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    m_export->setProperty("primary", true);
    nameControl(m_export, u"export.export"_s, tr("Export"));
    m_export->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &ExportForm::closeRequested);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportForm::exportRequested);
    return buttons;
}

void ExportForm::updateButton()
{
    if (!m_export)
        return;
    bool hasColumn = false;
    for (int i = 0; i < m_columns->count(); ++i)
        hasColumn |= m_columns->item(i)->checkState() == Qt::Checked;
    const bool hasFile = !m_file->text().trimmed().isEmpty();
    m_export->setEnabled(hasColumn && hasFile);
    if (!hasColumn)
        m_export->setToolTip(tr("Choose at least one column."));
    else
        m_export->setToolTip(plainToolTip(hasFile ? QString() : tr("Say where to write it.")));
}

bool ExportForm::isOfSelection() const
{
    return m_selected && m_selected->isChecked();
}

ExportRequest ExportForm::request() const
{
    ExportRequest request;
    request.model = m_model->name;
    if (!m_all->isChecked())
        request.query = m_scope.query;
    request.query.select.clear();
    for (int i = 0; i < m_columns->count(); ++i) {
        const QListWidgetItem *item = m_columns->item(i);
        if (item->checkState() == Qt::Checked)
            request.columns.push_back(fromQString(item->data(nameRole).toString()));
    }
    request.format = format();
    request.file = fromQString(m_file->text().trimmed());
    if (request.format == TransferFormat::Csv) {
        request.delimiter = static_cast<char>(m_delimiter->currentData().toInt());
        request.byteOrderMark = m_mark->isChecked();
        request.localTimes = m_times->currentData().toBool();
    }
    return request;
}

void ExportForm::focusFirst()
{
    m_format->setFocus(Qt::OtherFocusReason);
}

} // namespace syncline::ui
