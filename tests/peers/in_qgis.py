"""Open ``holdings.gpkg`` in QGIS as a user would, and tell what it shows; runs in QGIS's Python.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/peers/in_qgis.py HOLDINGS DAY PICTURE W,S,E,N

Prints one JSON object: for each layer its style's categories, features without one, its licence,
and how many features the temporal filter leaves on each day; writes the map of DAY to PICTURE.
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsDateTimeRange,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime
from qgis.PyQt.QtGui import QColor

LAYERS = ("places", "events", "settled", "total")


def whole_day(day: QDate) -> QgsDateTimeRange:
    """Return what the temporal controller asks for with a step of one day."""
    start = QDateTime(day, QTime(0, 0), Qt.UTC)
    return QgsDateTimeRange(start, start.addDays(1), True, False)


def on(layer: QgsVectorLayer, day: QDate) -> int:
    """Return how many features the layer's own temporal filter leaves."""
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    text = layer.temporalProperties().createFilterString(context, whole_day(day))
    request = QgsFeatureRequest().setFilterExpression(text)
    return sum(1 for _ in layer.getFeatures(request))


def without_symbol(layer: QgsVectorLayer) -> int:
    """Return how many features no category of the style takes."""
    renderer, context = layer.renderer().clone(), QgsRenderContext()
    context.setExpressionContext(layer.createExpressionContext())
    renderer.startRender(context, layer.fields())
    count = 0
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        count += renderer.symbolForFeature(feature, context) is None
    renderer.stopRender(context)
    return count


def main() -> None:
    """Open, count, draw."""
    path, day, picture, box = sys.argv[1:5]
    qgis = QgsApplication([], False)
    qgis.initQgis()
    shown, told = [], {}
    for name in LAYERS:
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        assert layer.isValid(), name
        layer.loadDefaultStyle()  # as the program does for every layer that is added
        properties = layer.temporalProperties()
        index = layer.fields().indexOf
        first = layer.minimumValue(index("valid_from"))
        last = layer.maximumValue(index("valid_to"))
        days = [first.addDays(n) for n in range(first.daysTo(last) + 1)]
        told[name] = {
            "temporal": properties.isActive(),
            "first": first.toString(Qt.ISODate),
            "last": last.toString(Qt.ISODate),
            "features": layer.featureCount(),
            "categories": [c.label() for c in layer.renderer().categories()],
            "without_symbol": without_symbol(layer),
            "licences": layer.metadata().licenses(),
            "title": layer.metadata().title(),
            "by_day": {d.toString(Qt.ISODate): on(layer, d) for d in days},
        }
        shown.append(layer)
    QgsProject.instance().addMapLayers(shown)
    west, south, east, north = (float(v) for v in box.split(","))
    settings = QgsMapSettings()
    settings.setLayers(shown)
    settings.setDestinationCrs(shown[0].crs())
    settings.setExtent(QgsRectangle(west, south, east, north))
    settings.setBackgroundColor(QColor("#F6F3EC"))
    settings.setOutputDpi(150)
    settings.setOutputSize(QSize(1400, round(1400 * (north - south) / (east - west) * 1.22)))
    settings.setIsTemporal(True)
    settings.setTemporalRange(whole_day(QDate.fromString(day, Qt.ISODate)))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert job.renderedImage().save(picture, "PNG")
    print(json.dumps(told))
    sys.stdout.flush()
    qgis.exitQgis()


main()
