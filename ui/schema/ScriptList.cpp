#include "ui/schema/ScriptList.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int mostRows = 4; ///< More scroll.
constexpr std::size_t mostFiles = 40;
} // namespace

ScriptList::ScriptList(const QString &objectName, QWidget *parent)
    : QWidget(parent),
      m_list(new QListWidget(this))
{
    setObjectName(objectName);
    nameControl(m_list, objectName + u".list"_s, tr("Validations in Lua"));
    m_list->installEventFilter(this);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::tight);
    const auto addButton = [this, buttons](const QString &icon, const QString &name,
                                           const QString &text) {
        auto *button = makeIconButton(icon, this->objectName() + u'.' + name, text, this);
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
        return button;
    };
    m_add = addButton(u"add"_s, u"add"_s, tr("Add a validation (Ins)"));
    m_open = addButton(u"open"_s, u"open"_s, tr("Open the file (Enter)"));
    m_remove = addButton(u"delete"_s, u"remove"_s, tr("Remove from the list (Del)"));
    m_up = addButton(u"sort-up"_s, u"up"_s, tr("Move up (Alt+Up)"));
    m_down = addButton(u"sort-down"_s, u"down"_s, tr("Move down (Alt+Down)"));
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_list);
    layout->addLayout(buttons);
    connect(m_add, &QToolButton::clicked, this, &ScriptList::showAddMenu);
    connect(m_open, &QToolButton::clicked, this, [this] { open(m_list->currentRow()); });
    connect(m_remove, &QToolButton::clicked, this, [this] { remove(m_list->currentRow()); });
    connect(m_up, &QToolButton::clicked, this,
            [this] { move(m_list->currentRow(), m_list->currentRow() - 1); });
    connect(m_down, &QToolButton::clicked, this,
            [this] { move(m_list->currentRow(), m_list->currentRow() + 1); });
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this] { open(m_list->currentRow()); });
    connect(m_list, &QListWidget::currentRowChanged, this, &ScriptList::updateButtons);
}

void ScriptList::show(const Files &files, const Files &known, bool isEditable)
{
    const int row = m_list->currentRow();
    m_files = files;
    m_known = known;
    m_isEditable = isEditable;
    m_list->clear();
    for (const std::string &file : files) {
        const bool isThere = std::find(known.begin(), known.end(), file) != known.end();
        auto *item = new QListWidgetItem(themedIcon(isThere ? u"code"_s : u"problem"_s),
                                         displayLine(file, 160), m_list);
        if (!isThere)
            item->setToolTip(tr("The file is not in the project"));
    }
    m_list->setFixedHeight(qBound(1, m_list->count(), mostRows) * space::rowHeight + 2);
    m_list->setCurrentRow(qMin(row, m_list->count() - 1));
    updateButtons();
}

void ScriptList::showAddMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(objectName() + u".addMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(themedIcon(u"code"_s), tr("New File…"), this, &ScriptList::newRequested);
    std::size_t shown = 0;
    for (const std::string &file : m_known) {
        if (std::find(m_files.begin(), m_files.end(), file) != m_files.end() ||
            shown++ >= mostFiles)
            continue;
        if (shown == 1)
            menu->addSeparator();
        menu->addAction(themedIcon(u"file"_s), displayLine(file, 120).replace(u'&', u"&&"_s), this,
                        [this, file] {
                            Files files = m_files;
                            files.push_back(file);
                            Q_EMIT changed(files);
                        });
    }
    menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height())));
}

void ScriptList::remove(int row)
{
    if (row < 0 || !m_isEditable)
        return;
    Files files = m_files;
    files.erase(files.begin() + row);
    Q_EMIT changed(files);
}

void ScriptList::move(int from, int to)
{
    const int last = static_cast<int>(m_files.size()) - 1;
    if (from < 0 || to < 0 || from > last || to > last || !m_isEditable)
        return;
    Files files = m_files;
    std::swap(files[static_cast<std::size_t>(from)], files[static_cast<std::size_t>(to)]);
    m_list->setCurrentRow(to);
    Q_EMIT changed(files);
}

void ScriptList::open(int row)
{
    if (row >= 0 && row < static_cast<int>(m_files.size()))
        Q_EMIT openRequested(toQString(m_files[static_cast<std::size_t>(row)]));
}

void ScriptList::updateButtons()
{
    const int row = m_list->currentRow();
    m_add->setEnabled(m_isEditable);
    m_open->setEnabled(row >= 0);
    m_remove->setEnabled(m_isEditable && row >= 0);
    m_up->setEnabled(m_isEditable && row > 0);
    m_down->setEnabled(m_isEditable && row >= 0 && row + 1 < m_list->count());
}

bool ScriptList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_list || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentRow();
    const bool isAlt = key->modifiers().testFlag(Qt::AltModifier);
    if (key->key() == Qt::Key_Insert && m_isEditable)
        showAddMenu();
    else if (key->key() == Qt::Key_Delete)
        remove(row);
    else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        open(row);
    else if (isAlt && key->key() == Qt::Key_Up)
        move(row, row - 1);
    else if (isAlt && key->key() == Qt::Key_Down)
        move(row, row + 1);
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

ScriptsPart::ScriptsPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.scripts"_s, tr("Validations in Lua"), parent),
      m_list(new ScriptList(u"field.scripts"_s, this))
{
    addWide(m_list);
    connect(m_list, &ScriptList::changed, this, [this](const ScriptList::Files &files) {
        edit(tr("Change Validations"), [&files](FieldDef &field) { field.validations = files; });
    });
    connect(m_list, &ScriptList::openRequested, this, &FieldPart::openRequested);
    connect(m_list, &ScriptList::newRequested, this, [this] { Q_EMIT newScriptRequested(path()); });
}

bool ScriptsPart::fits(const FieldDef &field) const
{
    return isOfModel() && field.isStored();
}

void ScriptsPart::show(const FieldDef &field)
{
    m_list->show(field.validations, validationFiles(*document()->project()),
                 document()->isEditable());
}

std::string validationPath(const std::string &model, const std::string &name)
{
    return "models/" + model + "/validations/" + name + ".lua";
}

std::string validationText(const std::string &model, const std::string &field)
{
    const std::string of = field.empty() ? model : model + "." + field;
    const std::string target = field.empty() ? "name" : field;
    return "-- A validation of " + of +
           ": runs before a record is stored. What it adds to ctx.errors keeps it out.\n\n"
           "return function(ctx)\n"
           "  if ctx.record." +
           target + " == \"\" then\n    ctx.errors:add(\"" + target +
           "\", \"must not be empty\")\n  end\nend\n";
}

std::vector<std::string> validationFiles(const ProjectDef &project)
{
    std::vector<std::string> files;
    for (const auto &[file, hash] : project.scripts) {
        if (file.starts_with("lib/") || file.find("/validations/") != std::string::npos)
            files.push_back(file);
    }
    return files;
}

} // namespace syncline::ui
