"""CGCS2000 for the sample city: Gauss-Krüger, ellipsoid areas, geodesic distances.

Written apart from Lantu and from PROJ, so that the expected figures are independent of both.
"""

import math

A = 6378137.0
F = 1 / 298.257222101
B = A * (1 - F)
E2 = F * (2 - F)
E = math.sqrt(E2)
N = F / (2 - F)

# Krüger's series in n to the sixth order (Karney 2011, eqs. 35 and 36); terms beyond 4 are below 1e-9 m here.
RECTIFYING_RADIUS = A / (1 + N) * (1 + N ** 2 / 4 + N ** 4 / 64 + N ** 6 / 256)
ALPHA = (
    N / 2 - 2 * N**2 / 3 + 5 * N**3 / 16 + 41 * N**4 / 180 - 127 * N**5 / 288 + 7891 * N**6 / 37800,
    13 * N**2 / 48 - 3 * N**3 / 5 + 557 * N**4 / 1440 + 281 * N**5 / 630 - 1983433 * N**6 / 1935360,
    61 * N**3 / 240 - 103 * N**4 / 140 + 15061 * N**5 / 26880 + 167603 * N**6 / 181440,
    49561 * N**4 / 161280 - 179 * N**5 / 168 + 6601661 * N**6 / 7257600,
)
BETA = (
    N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96 - N**4 / 360 - 81 * N**5 / 512 + 96199 * N**6 / 604800,
    N**2 / 48 + N**3 / 15 - 437 * N**4 / 1440 + 46 * N**5 / 105 - 1118711 * N**6 / 3870720,
    17 * N**3 / 480 - 37 * N**4 / 840 - 209 * N**5 / 4480 + 5569 * N**6 / 90720,
    4397 * N**4 / 161280 - 11 * N**5 / 504 - 830251 * N**6 / 7257600,
)


class Band:
    """A 3-degree Gauss-Krüger band whose eastings carry the band number."""

    def __init__(self, number):
        self.meridian = math.radians(3 * number)
        self.false_easting = number * 1e6 + 500000

    def inverse(self, easting, northing):
        """Latitude and longitude in radians."""
        xi = northing / RECTIFYING_RADIUS
        eta = (easting - self.false_easting) / RECTIFYING_RADIUS
        xi1, eta1 = xi, eta
        for k, beta in enumerate(BETA, 1):
            xi1 -= beta * math.sin(2 * k * xi) * math.cosh(2 * k * eta)
            eta1 -= beta * math.cos(2 * k * xi) * math.sinh(2 * k * eta)
        tau1 = math.sin(xi1) / math.hypot(math.sinh(eta1), math.cos(xi1))
        return math.atan(tau_of_conformal(tau1)), self.meridian + math.atan2(math.sinh(eta1), math.cos(xi1))

    def forward(self, lat, lon):
        """Easting and northing of a latitude and longitude in radians."""
        lon -= self.meridian
        tau1 = conformal_of_tau(math.tan(lat))
        xi1 = math.atan2(tau1, math.cos(lon))
        eta1 = math.asinh(math.sin(lon) / math.hypot(tau1, math.cos(lon)))
        xi, eta = xi1, eta1
        for k, alpha in enumerate(ALPHA, 1):
            xi += alpha * math.sin(2 * k * xi1) * math.cosh(2 * k * eta1)
            eta += alpha * math.cos(2 * k * xi1) * math.sinh(2 * k * eta1)
        return self.false_easting + RECTIFYING_RADIUS * eta, RECTIFYING_RADIUS * xi


def conformal_of_tau(tau):
    sigma = math.sinh(E * math.atanh(E * tau / math.hypot(1, tau)))
    return tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)


def tau_of_conformal(tau1):
    """tan of the latitude from tan of the conformal latitude, by Newton's method."""
    tau = tau1 / (1 - E2)
    for _ in range(6):
        t = conformal_of_tau(tau)
        step = (tau1 - t) / math.hypot(1, t) * (1 + (1 - E2) * tau * tau) / ((1 - E2) * math.hypot(1, tau))
        tau += step
    return tau


def belt(lat):
    """Area between the equator and a latitude, per radian of longitude, in m²."""
    s = math.sin(lat)
    return 0.5 * B * B * (s / (1 - E2 * s * s) + math.atanh(E * s) / E)


def densified(ring, step_m):
    """The closed ring with points no more than a step apart along the straight plane edges."""
    points = []
    for (xa, ya), (xb, yb) in zip(ring, ring[1:] + ring[:1]):
        parts = max(1, math.ceil(math.hypot(xb - xa, yb - ya) / step_m))
        points += [(xa + (xb - xa) * k / parts, ya + (yb - ya) * k / parts) for k in range(parts)]
    return points + points[:1]


def ring_area(ring, band, step_m=5.0):
    """Signed ellipsoid area in m² of a ring of (easting, northing) metres; no rounding, dense edges.

    The closed integral of L dS(B): the trapezoids of the official method with S(B) in closed form.
    """
    places = [band.inverse(x, y) for x, y in densified(ring, step_m)]
    lon0 = places[0][1]  # any origin will do round a closed ring; a near one keeps the digits
    belts = [belt(lat) for lat, _ in places]
    return math.fsum((places[i][1] + places[i + 1][1] - 2 * lon0) / 2 * (belts[i + 1] - belts[i])
                     for i in range(len(places) - 1))


def geodesic_m(lat1, lon1, lat2, lon2):
    """Geodesic distance by Vincenty's inverse formula; radians in, metres out."""
    if (lat1, lon1) == (lat2, lon2):
        return 0.0
    u1, u2 = math.atan((1 - F) * math.tan(lat1)), math.atan((1 - F) * math.tan(lat2))
    su1, cu1, su2, cu2 = math.sin(u1), math.cos(u1), math.sin(u2), math.cos(u2)
    difference = lam = lon2 - lon1
    for _ in range(100):
        sl, cl = math.sin(lam), math.cos(lam)
        ss = math.hypot(cu2 * sl, cu1 * su2 - su1 * cu2 * cl)
        cs = su1 * su2 + cu1 * cu2 * cl
        sigma = math.atan2(ss, cs)
        sa = cu1 * cu2 * sl / ss
        c2a = 1 - sa * sa
        c2m = cs - 2 * su1 * su2 / c2a
        c = F / 16 * c2a * (4 + F * (4 - 3 * c2a))
        before, lam = lam, difference + (1 - c) * F * sa * (sigma + c * ss * (c2m + c * cs * (2 * c2m**2 - 1)))
        if abs(lam - before) < 1e-14:
            break
    u = c2a * (A * A - B * B) / (B * B)
    ka = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    kb = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    ds = kb * ss * (c2m + kb / 4 * (cs * (2 * c2m**2 - 1) - kb / 6 * c2m * (4 * ss**2 - 3) * (4 * c2m**2 - 3)))
    return B * ka * (sigma - ds)


def plane_nearest(point, a, b):
    """Plane distance from a point to a segment and the share of the segment where it is met."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)
    t = min(1.0, max(0.0, t))
    return math.hypot(a[0] + t * dx - point[0], a[1] + t * dy - point[1]), t


def geodesic_to_rings(lat, lon, rings, band):
    """Geodesic and plane distance (m) of a place to the edges of rings of (easting, northing) metres.

    The nearest place of each candidate edge is found by ternary search on the straight plane edge.
    """
    point = band.forward(lat, lon)
    edges = [edge for ring in rings for edge in zip(ring, ring[1:] + ring[:1])]
    near = [(plane_nearest(point, a, b)[0], a, b) for a, b in edges]
    plane = min(d for d, _, _ in near)
    # The scale of the plane varies by far less than 1 % over 20 km: other edges cannot win.
    candidates = [(a, b) for d, a, b in near if d <= plane * 1.01]
    return min(geodesic_to_edge(lat, lon, a, b, band) for a, b in candidates), plane


def geodesic_to_edge(lat, lon, a, b, band):
    def distance(t):
        return geodesic_m(lat, lon, *band.inverse(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))

    low, high = 0.0, 1.0
    while high - low > 1e-9:
        third = (high - low) / 3
        if distance(low + third) < distance(high - third):
            high -= third
        else:
            low += third
    return min(distance(0.0), distance((low + high) / 2), distance(1.0))
