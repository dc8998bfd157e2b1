#pragma once

#include <QLabel>

class PlainLabel : public QLabel
{
};
