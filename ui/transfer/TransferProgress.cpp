#include "ui/transfer/TransferProgress.h"

#include "ui/base/Spacing.h"
#include "ui/connection/ProgressView.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

TransferProgress::TransferProgress(const QString &name, QWidget *parent)
    : QWidget(parent),
      m_title(makeLabel({}, LabelRole::Title, this)),
      m_progress(new ProgressView(this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(name);
    nameControl(m_cancel, name + u".cancel"_s, tr("Cancel"));
    m_title->setWordWrap(true);
    auto *hint = makeLabel(
        tr("The window can be used meanwhile; closing this dialog does not end the work."),
        LabelRole::Muted, this);
    hint->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::medium);
    layout->addWidget(m_title);
    layout->addWidget(m_progress);
    layout->addWidget(hint);
    layout->addStretch();
    layout->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        m_cancel->setText(tr("Cancelling…"));
        Q_EMIT cancelled();
    });
}

void TransferProgress::begin(const QString &title, const QString &cancelText)
{
    m_title->setText(title);
    m_cancel->setText(cancelText);
    m_cancel->setAccessibleName(cancelText);
    m_cancel->setEnabled(true);
    m_progress->setRun({});
}

void TransferProgress::setRun(const RunInfo &run)
{
    m_progress->setRun(run);
}

void TransferProgress::focusCancel()
{
    m_cancel->setFocus(Qt::OtherFocusReason);
}

} // namespace syncline::ui
