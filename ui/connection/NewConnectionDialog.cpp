#include "ui/connection/NewConnectionDialog.h"

#include "core/base/TextSafe.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/connection/ConnectorIcon.h"
#include "ui/widget/IconLabel.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int columns = 2;
constexpr int cardHeight = 96; ///< A title and three lines.
} // namespace

NewConnectionDialog::NewConnectionDialog(const UiContext &context, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_stack(new QStackedWidget(this)),
      m_stateView(new PageStateView(this)),
      m_kinds(new QButtonGroup(this)),
      m_name(new QLineEdit(this)),
      m_problem(makeLabel({}, LabelRole::Error, this)),
      m_continue(nullptr)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"newConnection"_s);
    setWindowTitle(tr("New connection"));
    resize(680, 480);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *content = new QWidget(area);
    content->setObjectName(u"scrolled"_s);
    m_grid = new QGridLayout(content);
    m_grid->setContentsMargins(0, 0, space::small, 0);
    m_grid->setSpacing(space::small);
    area->setWidget(content);
    m_stack->addWidget(m_stateView);
    m_stack->addWidget(area);
    nameControl(m_name, u"newConnection.name"_s, tr("Name of the connection"));
    m_name->setMaxLength(64);
    m_problem->setObjectName(u"newConnection.problem"_s);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_isNameTyped = true; });
    connect(m_name, &QLineEdit::textChanged, this, &NewConnectionDialog::check);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_continue = buttons->addButton(tr("Continue"), QDialogButtonBox::AcceptRole);
    m_continue->setProperty("primary", true);
    nameControl(m_continue, u"newConnection.continue"_s, tr("Continue"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        DocumentRef ref;
        ref.kind = DocumentRef::Kind::Connection;
        ref.name = m_name->text();
        ref.detail = m_kinds->checkedButton()->objectName().section(u'.', 2);
        Q_EMIT chosen(ref);
        accept();
    });
    auto *name = new QHBoxLayout;
    auto *label = makeLabel(tr("Name"), this);
    label->setBuddy(m_name);
    name->addWidget(label);
    name->addWidget(m_name, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    setMinimumSize(480, 360);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::medium);
    layout->addWidget(makeLabel(tr("Where does the data come from?"), LabelRole::Title, this));
    layout->addWidget(m_stack, 1);
    layout->addLayout(name);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(m_stateView, &PageStateView::buttonClicked, this, &NewConnectionDialog::load);
    load();
    check();
}

void NewConnectionDialog::load()
{
    m_stateView->showLoading(tr("Looking for connectors…"));
    m_stack->setCurrentIndex(0);
    whenDone(
        m_context.engine->connectors(), this,
        [this](const Result<std::vector<ConnectorInfo>> &connectors) {
            if (!connectors)
                m_stateView->showError(connectors.error());
            else if (connectors->empty())
                m_stateView->showEmpty(
                    {u"connection"_s, tr("No connectors"),
                     tr("The program's connectors were not found; is it installed completely?"),
                     tr("Look Again")});
            else
                showConnectors(connectors.value());
        });
}

void NewConnectionDialog::showConnectors(const std::vector<ConnectorInfo> &connectors)
{
    int place = 0;
    for (const ConnectorInfo &info : connectors) {
        auto *card = new QPushButton(this);
        card->setProperty("card", true);
        card->setCheckable(true);
        card->setMinimumHeight(cardHeight);
        const QString title = displayLine(info.title.empty() ? info.kind : info.title, 80);
        nameControl(card, u"newConnection.kind."_s + toQString(info.kind), title);
        card->setAccessibleDescription(displayLine(info.summary));
        auto *picture = new IconLabel(connectorIcon(info.kind, info.icon), 24, card);
        auto *summary = makeLabel(displayLine(info.summary, 160), LabelRole::Muted, card);
        summary->setWordWrap(true);
        auto *words = new QVBoxLayout;
        words->setSpacing(space::tight);
        words->addWidget(makeLabel(title, LabelRole::Heading, card));
        words->addWidget(summary);
        words->addStretch();
        auto *layout = new QHBoxLayout(card);
        layout->setContentsMargins(space::medium, space::medium, space::medium, space::medium);
        layout->setSpacing(space::medium);
        layout->addWidget(picture, 0, Qt::AlignTop);
        layout->addLayout(words, 1);
        for (QLabel *label : card->findChildren<QLabel *>())
            label->setAttribute(Qt::WA_TransparentForMouseEvents);
        m_kinds->addButton(card);
        connect(card, &QPushButton::clicked, this,
                [this, kind = toQString(info.kind)] { handleKind(kind); });
        m_grid->addWidget(card, place / columns, place % columns);
        ++place;
    }
    m_grid->setRowStretch(m_grid->rowCount(), 1);
    m_stack->setCurrentIndex(1);
    QAbstractButton *first = m_kinds->buttons().value(0);
    if (first && !m_isNameTyped)
        first->setFocus(Qt::OtherFocusReason); // the first question first
}

void NewConnectionDialog::handleKind(const QString &kind)
{
    if (!m_isNameTyped) {
        const ProjectPtr project = m_context.engine->project();
        QString name = kind;
        for (int number = 2; project->findConnection(fromQString(name)); ++number)
            name = kind + QString::number(number);
        m_name->setText(name);
    }
    check();
}

void NewConnectionDialog::check()
{
    const std::string name = fromQString(m_name->text());
    QString problem;
    if (!name.empty() && !text::isIdentifier(name))
        problem = tr("A name has letters, digits and _, and begins with a letter.");
    else if (!name.empty() && m_context.engine->project()->findConnection(name))
        problem = tr("There is a connection of this name already.");
    m_problem->setText(problem);
    m_continue->setEnabled(problem.isEmpty() && !name.empty() && m_kinds->checkedButton());
}

} // namespace syncline::ui
