#include "ui/schema/ScriptList.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/RowButtons.h"

#include <QListWidget>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int mostScriptRows = 4; ///< More scroll.
constexpr std::size_t mostFiles = 40;
} // namespace

ScriptList::ScriptList(const QString &objectName, QWidget *parent)
    : QWidget(parent),
      m_list(new QListWidget(this))
{
    setObjectName(objectName);
    nameControl(m_list, objectName + u".list"_s, tr("Validations in Lua"));
    prepareList(m_list);
    frameView(m_list);
    m_buttons = new RowButtons(objectName, tr("Add a validation (Ins)"), m_list, this);
    m_open = m_buttons->addButton(u"open"_s, u"open"_s, tr("Open the file (Enter)"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_list);
    layout->addWidget(m_buttons);
    connect(m_buttons, &RowButtons::addWished, this, &ScriptList::showAddMenu);
    connect(m_buttons, &RowButtons::removeWished, this, &ScriptList::remove);
    connect(m_buttons, &RowButtons::moveWished, this, &ScriptList::move);
    connect(m_open, &QToolButton::clicked, this, [this] { open(m_list->currentRow()); });
    connect(m_list, &QListWidget::itemActivated, this, [this] { open(m_list->currentRow()); });
    connect(m_list, &QListWidget::currentRowChanged, this, &ScriptList::updateButtons);
}

void ScriptList::show(const Files &files, const Files &known, bool isEditable)
{
    const int row = m_list->currentRow();
    m_files = files;
    m_known = known;
    m_list->clear();
    for (const std::string &file : files) {
        const bool isThere = std::find(known.begin(), known.end(), file) != known.end();
        auto *item = new QListWidgetItem(themedIcon(isThere ? u"code"_s : u"problem"_s),
                                         displayLine(file, 160), m_list);
        if (!isThere)
            item->setToolTip(tr("The file is not in the project"));
    }
    m_list->setFixedHeight(framedHeight(qBound(1, m_list->count(), mostScriptRows)));
    m_list->setCurrentRow(qMin(row, m_list->count() - 1));
    m_buttons->setEditable(isEditable);
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
    const QToolButton *button = m_buttons->add();
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

void ScriptList::remove(int row)
{
    Files files = m_files;
    files.erase(files.begin() + row);
    Q_EMIT changed(files);
}

void ScriptList::move(int from, int to)
{
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
    m_buttons->update();
    m_open->setEnabled(m_list->currentRow() >= 0);
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
