#include "core/engine/Engine.h"
#include "core/project/ProjectDef.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/transfer/ColumnChoiceDelegate.h"
#include "ui/transfer/FileDrop.h"
#include "ui/transfer/ImportColumnsModel.h"
#include "ui/transfer/ImportPreviewModel.h"
#include "ui/transfer/ImportSetup.h"
#include "ui/transfer/SourceForm.h"
#include "ui/transfer/TransferText.h"
#include "ui/widget/Banner.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/** ImportSetup's widgets. */
namespace syncline::ui {

namespace {

QTableView *makeTable(const QString &name, const QString &title, QAbstractItemModel *model,
                      QWidget *parent)
{
    auto *table = new QTableView(parent);
    nameControl(table, name, title);
    table->setModel(model);
    table->setSelectionMode(QTableView::SingleSelection);
    prepareTable(table);
    frameView(table);
    return table;
}

QLabel *addLabel(QBoxLayout *row, const QString &text, QWidget *buddy)
{
    auto *label = makeLabel(text, buddy->parentWidget());
    label->setBuddy(buddy);
    row->addWidget(label);
    return label;
}

} // namespace

ImportSetup::ImportSetup(const UiContext &context, std::shared_ptr<const ModelDef> model,
                         QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_model(std::move(model)),
      m_file(new QLineEdit(this)),
      m_choose(new QPushButton(tr("Choose…"), this)),
      m_maps(new QComboBox(this)),
      m_saveMap(new QPushButton(tr("Save Map…"), this)),
      m_source(new SourceForm(this)),
      m_on(new QComboBox(this)),
      m_mode(new QComboBox(this)),
      m_banner(new Banner(u"import.banner"_s, this)),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_columns(new ImportColumnsModel(
          m_model,
          [engine = context.engine](std::string_view name) {
              return engine->inForce()->findModel(name);
          },
          this)),
      m_rows(new ImportPreviewModel(this)),
      m_columnTable(nullptr),
      m_rowTable(nullptr),
      m_summary(makeLabel({}, this)),
      m_dryRun(new QPushButton(tr("Dry Run"), this)),
      m_import(new QPushButton(tr("Import"), this))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(200ms);
    build();
    connectParts();
    m_stateView->showEmpty({u"import"_s, tr("Import into %1").arg(displayLine(m_model->name, 60)),
                            tr("Choose a CSV, JSON, NDJSON or XLSX file, or drop one here. Nothing "
                               "is stored before you have seen what would come of it."),
                            tr("Choose a File")});
    showQuestions();
    loadMaps();
}

void ImportSetup::build()
{
    setObjectName(u"import.setup"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::medium);
    layout->addLayout(buildFileRow());
    layout->addWidget(m_source);
    m_keys = buildKeyRow();
    layout->addWidget(m_keys);
    layout->addWidget(m_banner);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(buildTables());
    layout->addWidget(m_stack, 1);
    layout->addLayout(buildButtons());
}

QLayout *ImportSetup::buildFileRow()
{
    nameControl(m_file, u"import.file"_s, tr("File to import"));
    m_file->setPlaceholderText(tr("A CSV, JSON, NDJSON or XLSX file"));
    nameControl(m_choose, u"import.choose"_s, tr("Choose a file"));
    nameControl(m_maps, u"import.maps"_s, tr("Saved maps"));
    m_maps->addItem(tr("none"), QString());
    m_maps->setEnabled(false);
    m_maps->setMinimumContentsLength(8);
    nameControl(m_saveMap, u"import.saveMap"_s, tr("Save the map"));
    m_saveMap->setToolTip(tr("Keeps what fills what with the project"));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::small);
    addLabel(row, tr("File"), m_file);
    row->addWidget(m_file, 1);
    row->addWidget(m_choose);
    row->addSpacing(space::large);
    addLabel(row, tr("Saved map"), m_maps);
    row->addWidget(m_maps);
    row->addWidget(m_saveMap);
    return row;
}

QWidget *ImportSetup::buildKeyRow()
{
    nameControl(m_on, u"import.on"_s, tr("Find records by"));
    for (const Choice &choice : keyChoices(*m_model))
        m_on->addItem(choice.text, choice.value);
    nameControl(m_mode, u"import.mode"_s, tr("What rows may do"));
    m_mode->addItem(tr("update it, or make a new one"), int(ImportMode::Upsert));
    m_mode->addItem(tr("only update it"), int(ImportMode::Update));
    m_mode->addItem(tr("only make new ones"), int(ImportMode::Create));
    m_mode->setEnabled(false);
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::small);
    addLabel(row, tr("A row finds its record by"), m_on);
    row->addWidget(m_on);
    addLabel(row, tr("and may"), m_mode);
    row->addWidget(m_mode);
    row->addStretch();
    return part;
}

QWidget *ImportSetup::buildTables()
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(space::small);
    setStyleProperty(splitter, "gap", true); // between two frames
    m_tables = splitter;
    m_columnTable =
        makeTable(u"import.columns"_s, tr("What each column fills"), m_columns, splitter);
    m_columnTable->setItemDelegate(new ColumnChoiceDelegate(m_columnTable));
    m_columnTable->setEditTriggers(QTableView::DoubleClicked | QTableView::SelectedClicked |
                                   QTableView::EditKeyPressed);
    m_columnTable->installEventFilter(this);
    m_columnTable->setColumnWidth(ImportColumnsModel::NameColumn, 150);
    m_columnTable->setColumnWidth(ImportColumnsModel::FieldColumn, 170);
    m_columnTable->setColumnWidth(ImportColumnsModel::MatchColumn, 190);
    m_columnTable->setColumnWidth(ImportColumnsModel::SamplesColumn, 230);
    m_rowTable =
        makeTable(u"import.rows"_s, tr("What the first rows would become"), m_rows, splitter);
    m_rowTable->setEditTriggers(QTableView::NoEditTriggers);
    splitter->addWidget(m_columnTable);
    splitter->addWidget(m_rowTable);
    splitter->setStretchFactor(1, 1);
    return splitter;
}

QLayout *ImportSetup::buildButtons()
{
    m_summary->setObjectName(u"import.summary"_s);
    nameControl(m_dryRun, u"import.dryRun"_s, tr("Dry run: do everything and keep nothing"));
    m_dryRun->setToolTip(tr("Goes through the whole file and keeps nothing"));
    nameControl(m_import, u"import.import"_s, tr("Import"));
    m_import->setProperty("primary", true);
    if (m_context.engine->isReadOnly())
        m_import->setToolTip(tr("The project is open for reading only."));
    m_import->setEnabled(false);
    m_dryRun->setEnabled(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_import, QDialogButtonBox::AcceptRole);
    buttons->addButton(m_dryRun, QDialogButtonBox::ActionRole);
    nameControl(buttons->button(QDialogButtonBox::Cancel), u"import.cancel"_s, tr("Cancel"));
    connect(buttons, &QDialogButtonBox::rejected, this, &ImportSetup::closeRequested);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::small);
    row->addWidget(m_summary, 1);
    row->addWidget(buttons);
    return row;
}

void ImportSetup::connectParts()
{
    connect(&m_timer, &QTimer::timeout, this, &ImportSetup::preview);
    connect(m_choose, &QPushButton::clicked, this, &ImportSetup::chooseFile);
    connect(m_stateView, &PageStateView::buttonClicked, this, [this] {
        if (m_path.isEmpty())
            chooseFile();
        else
            refresh();
    });
    connect(m_file, &QLineEdit::returnPressed, this, [this] { setFile(m_file->text().trimmed()); });
    connect(m_file, &QLineEdit::editingFinished, this, [this] {
        if (m_file->text().trimmed() != m_path)
            setFile(m_file->text().trimmed());
    });
    connect(m_maps, &QComboBox::activated, this,
            [this] { takeMap(m_maps->currentData().toString()); });
    connect(m_saveMap, &QPushButton::clicked, this, &ImportSetup::saveMap);
    connect(m_source, &SourceForm::edited, this, [this](bool columns) {
        if (columns && m_maps->currentIndex() <= 0)
            m_hasColumns = false;
        refresh();
    });
    connect(m_on, &QComboBox::activated, this, [this] {
        m_mode->setEnabled(m_on->currentIndex() > 0);
        refresh();
    });
    connect(m_mode, &QComboBox::activated, this, &ImportSetup::refresh);
    connect(m_columns, &ImportColumnsModel::edited, this, [this] {
        showMatches();
        m_hasColumns = true;
        m_isEdited = true;
        refresh();
    });
    connect(m_dryRun, &QPushButton::clicked, this, [this] { Q_EMIT importRequested(true); });
    connect(m_import, &QPushButton::clicked, this, [this] { Q_EMIT importRequested(false); });
    connect(new FileDrop(this), &FileDrop::dropped, this, &ImportSetup::setFile);
}

} // namespace syncline::ui
