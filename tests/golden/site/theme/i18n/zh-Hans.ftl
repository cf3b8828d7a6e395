home = 首页·海风
