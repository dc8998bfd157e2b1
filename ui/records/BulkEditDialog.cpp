#include "ui/records/BulkEditDialog.h"

#include "core/engine/Edits.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/inspector/FileFieldEditor.h"
#include "ui/widget/Banner.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/** BulkEditDialog's first page: which records, which values. BulkEditRun.cpp has the second. */
namespace syncline::ui {

namespace {
constexpr int previewRows = 5;
constexpr int widestPreviewCell = 200;
enum PreviewColumn { IdColumn, NameColumn, BeforeColumn, AfterColumn, WhyColumn, PreviewColumns };
enum Which { Selected, Matching };

QString shownValue(const Value &value, const FieldDef *field)
{
    return value.isNull() ? u"–"_s : valueText(value, field);
}
} // namespace

BulkEditDialog::BulkEditDialog(const UiContext &context, std::shared_ptr<const ModelDef> model,
                               BulkEdit::Kind kind, BulkScope scope, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_model(std::move(model)),
      m_kind(kind),
      m_scope(std::move(scope)),
      m_stack(new QStackedWidget(this)),
      m_banner(new Banner(u"bulk.banner"_s, this)),
      m_timer(new QTimer(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"bulkEdit"_s);
    const bool deletes = m_kind == BulkEdit::Kind::Delete;
    const QString name = displayLine(m_model->name, 60);
    setWindowTitle(deletes ? tr("Delete Many %1").arg(name) : tr("Edit Many %1").arg(name));
    for (const FieldDef &field : m_model->fields) {
        const bool isSet = field.isStored() && field.type != FieldType::RecordState &&
                           field.type != FieldType::Computed;
        if (isSet)
            m_fields.push_back(field);
    }
    m_timer->setSingleShot(true);
    m_timer->setInterval(300ms);
    connect(m_timer, &QTimer::timeout, this, &BulkEditDialog::preview);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::medium);
    layout->addWidget(makeLabel(windowTitle(), LabelRole::Title, this));
    layout->addWidget(m_banner);
    m_stack->addWidget(buildSetup());
    m_stack->addWidget(buildRun());
    layout->addWidget(m_stack, 1);
    buildButtons(layout);
    connect(m_banner, &Banner::buttonClicked, m_banner, &QWidget::hide);
    connect(m_context.engine, &Engine::runChanged, this, &BulkEditDialog::handleRun);
    resize(720, 520);
    if (!deletes)
        addField(m_scope.field);
    preview();
    updateButtons();
}

QWidget *BulkEditDialog::buildSetup()
{
    auto *page = new QWidget(m_stack);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::small);
    m_which = new QComboBox(page);
    nameControl(m_which, u"bulk.which"_s, tr("Which records"));
    if (!m_scope.selected.empty())
        m_which->addItem(tr("The %1 selected records")
                             .arg(countText(static_cast<std::int64_t>(m_scope.selected.size()))),
                         int(Selected));
    m_which->addItem(
        m_scope.isFiltered
            ? tr("All %1 records that match the filter").arg(countText(m_scope.matching))
            : tr("All %1 records of %2")
                  .arg(countText(m_scope.matching), displayLine(m_model->name, 60)),
        int(Matching));
    connect(m_which, &QComboBox::currentIndexChanged, this, &BulkEditDialog::changed);
    layout->addWidget(m_which);
    m_lineBox = new QVBoxLayout;
    m_lineBox->setSpacing(space::tight);
    layout->addLayout(m_lineBox);
    m_add = makeLinkButton(tr("Set another field"), u"bulk.add"_s, page);
    connect(m_add, &QPushButton::clicked, this, [this] { addField(); });
    m_add->setVisible(m_kind == BulkEdit::Kind::Update);
    auto *links = new QHBoxLayout;
    links->addWidget(m_add);
    links->addStretch(1);
    layout->addLayout(links);
    m_summary = makeLabel({}, LabelRole::Heading, page);
    m_summary->setObjectName(u"bulk.summary"_s);
    m_summary->setWordWrap(true);
    layout->addWidget(m_summary);
    m_preview = new QTableWidget(0, PreviewColumns, page);
    nameControl(m_preview, u"bulk.preview"_s, tr("What the first records would become"));
    m_preview->setHorizontalHeaderLabels(
        {tr("Record"), tr("Field"), tr("Before"), tr("After"), tr("Why it would fail")});
    m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_preview->setSelectionBehavior(QAbstractItemView::SelectRows);
    prepareTable(m_preview);
    frameView(m_preview);
    m_preview->horizontalHeader()->setSectionResizeMode(WhyColumn, QHeaderView::Stretch);
    m_preview->setVisible(m_kind == BulkEdit::Kind::Update);
    layout->addWidget(m_preview, 1);
    if (m_kind == BulkEdit::Kind::Delete)
        layout->addStretch(1);
    return page;
}

BulkEditDialog::Line *BulkEditDialog::lineOf(const QWidget *row)
{
    const auto found = std::ranges::find(m_lines, row, &Line::row);
    return found == m_lines.end() ? nullptr : &*found;
}

void BulkEditDialog::addField(const QString &field)
{
    if (m_lines.size() >= m_fields.size())
        return;
    Line line{};
    line.row = new QWidget(this);
    line.fields = new QComboBox(line.row);
    nameControl(line.fields, u"bulk.field"_s, tr("Field"));
    std::size_t first = m_fields.size();
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const QString name = toQString(m_fields[i].name);
        line.fields->addItem(displayLine(m_fields[i].name, 60), name);
        const bool isUsed = std::ranges::any_of(m_lines, [&name](const Line &other) {
            return other.fields->currentData().toString() == name;
        });
        if (name == field || (field.isEmpty() && !isUsed && first == m_fields.size()))
            first = i;
    }
    line.fields->setCurrentIndex(static_cast<int>(first));
    auto *remove =
        makeIconButton(u"close"_s, u"bulk.remove"_s, tr("Do not set this field"), line.row);
    auto *layout = new QHBoxLayout(line.row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeLabel(tr("Set"), line.row));
    layout->addWidget(line.fields);
    layout->addWidget(makeLabel(tr("to"), line.row));
    layout->addWidget(remove, 0, Qt::AlignTop);
    m_lineBox->addWidget(line.row);
    QWidget *row = line.row;
    connect(remove, &QToolButton::clicked, this, [this, row] { removeLine(row); });
    connect(line.fields, &QComboBox::currentIndexChanged, this, [this, row] {
        if (Line *changedLine = lineOf(row))
            makeEditor(*changedLine);
        changed();
    });
    m_lines.push_back(line);
    makeEditor(m_lines.back());
    changed();
}

void BulkEditDialog::makeEditor(Line &line)
{
    delete line.editor;
    const FieldDef &field = m_fields.at(static_cast<std::size_t>(line.fields->currentIndex()));
    line.editor = makeFieldEditor(field, Value(), line.row);
    line.editor->setMarksEdits(false);
    line.editor->setValues(Value(), std::nullopt);
    line.editor->setEditable(true);
    if (auto *file = qobject_cast<FileFieldEditor *>(line.editor))
        file->setContext(m_context);
    auto *layout = qobject_cast<QHBoxLayout *>(line.row->layout());
    layout->insertWidget(layout->count() - 1, line.editor, 1);
    connect(line.editor, &FieldEditor::edited, this, &BulkEditDialog::changed);
    connect(line.editor, &FieldEditor::problemChanged, this, &BulkEditDialog::updateButtons);
}

void BulkEditDialog::removeLine(QWidget *row)
{
    std::erase_if(m_lines, [row](const Line &line) { return line.row == row; });
    row->hide();
    row->deleteLater();
    changed();
}

BulkEdit BulkEditDialog::edit() const
{
    BulkEdit edit;
    edit.kind = m_kind;
    edit.model = m_model->name;
    if (m_which->currentData().toInt() == Selected)
        edit.ids = m_scope.selected;
    edit.filter = m_scope.filter;
    edit.search = m_scope.search;
    for (const Line &line : m_lines)
        edit.fields.set(line.editor->field().name,
                        line.editor->pending().value_or(Value())); // not edited: not set
    return edit;
}

void BulkEditDialog::changed()
{
    ++m_ticket; // what is under way is about something else
    m_records = -1;
    m_summary->setText(tr("Looking…"));
    m_timer->start();
    updateButtons();
}

void BulkEditDialog::preview()
{
    m_timer->stop();
    const bool isWrong = std::ranges::any_of(
        m_lines, [](const Line &line) { return !line.editor->problem().isEmpty(); });
    if (isWrong || (m_kind == BulkEdit::Kind::Update && m_lines.empty())) {
        m_summary->setText(isWrong ? tr("A value is not right yet") : tr("No field is set yet"));
        m_preview->setRowCount(0);
        return;
    }
    whenDone(m_context.engine->edits().previewBulk(edit(), previewRows), this,
             [this, ticket = ++m_ticket](const Result<BulkPreview> &preview) {
                 if (ticket == m_ticket)
                     showPreview(preview);
             });
}

void BulkEditDialog::showPreview(const Result<BulkPreview> &preview)
{
    m_preview->setRowCount(0);
    if (!preview) {
        m_summary->setText(errorText(preview.error()));
        return;
    }
    m_records = preview->records;
    const QString number = countText(m_records);
    const QString action =
        displayLine(m_model->name + (m_kind == BulkEdit::Kind::Delete ? ".delete" : ".update"), 80);
    const bool isOne = m_records == 1;
    if (m_kind == BulkEdit::Kind::Delete)
        m_summary->setText(
            isOne ? tr("This deletes 1 record with the action %1.").arg(action)
                  : tr("This deletes %1 records with the action %2.").arg(number, action));
    else
        m_summary->setText(isOne ? tr("This runs the action %1 on 1 record.").arg(action)
                                 : tr("This runs the action %1 on %2 records. The first of them:")
                                       .arg(action, number));
    for (const BulkPreview::Row &row : preview->rows) {
        for (const auto &[name, value] : edit().fields) {
            const FieldDef *field = m_model->findField(name);
            const int at = m_preview->rowCount();
            m_preview->insertRow(at);
            const QString cells[PreviewColumns] = {QString::number(raw(row.before.id)),
                                                   displayLine(name, 60),
                                                   shownValue(row.before.fields.at(name), field),
                                                   shownValue(row.after.fields.at(name), field),
                                                   row.error ? errorText(*row.error) : QString()};
            for (int column = 0; column < PreviewColumns; ++column) {
                auto *item = new QTableWidgetItem(cells[column]);
                item->setToolTip(plainToolTip(cells[column]));
                m_preview->setItem(at, column, item);
            }
        }
    }
    m_preview->resizeColumnsToContents();
    for (int column = 0; column < WhyColumn; ++column) // so that the reason is to be seen
        m_preview->setColumnWidth(column,
                                  std::min(m_preview->columnWidth(column), widestPreviewCell));
    updateButtons();
}

} // namespace syncline::ui
